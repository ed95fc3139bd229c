#include "services/agent/models/fake_openai_server/mode.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kNames[] = {
    "plain",      "fenced",        "prose",         "text",         "not_json", "missing_key",
    "category",   "confidence",    "empty_choices", "null_content", "refusal",  "no_usage",
    "status",     "refuse",        "huge",          "stall",        "reset",    "cut",
    "tool_calls", "function_call", "parts",         "reasoning",    "finish",   "length",
    "body",       "truncated",     "drop",          "chunked",      "endless",  "hang_up"};

bool IsName(absl::string_view name) {
  for (absl::string_view known : kNames) {
    if (name == known) return true;
  }
  return false;
}

// Reads the members of an object. A missing member keeps its default.
class Members {
 public:
  explicit Members(simdjson::dom::object object) : object_(object) {}

  void Text(const char* name, std::string* text) const {
    std::string_view found;
    if (object_[name].get(found) == simdjson::SUCCESS) *text = std::string(found);
  }

  template <typename Number>
  void Count(const char* name, Number* number) const {
    std::int64_t found = 0;
    if (object_[name].get(found) == simdjson::SUCCESS) *number = static_cast<Number>(found);
  }

 private:
  simdjson::dom::object object_;
};

Mode ToMode(const Members& members) {
  Mode mode;
  members.Text("mode", &mode.name);
  members.Text("value", &mode.value);
  members.Text("kind", &mode.kind);
  members.Count("times", &mode.times);
  members.Count("status", &mode.status);
  members.Text("param", &mode.param);
  members.Text("code", &mode.code);
  members.Text("retry_after", &mode.retry_after);
  members.Text("retry_after_ms", &mode.retry_after_ms);
  members.Count("bytes", &mode.bytes);
  std::int64_t after_ms = 0;
  members.Count("after_ms", &after_ms);
  mode.after = absl::Milliseconds(after_ms);
  return mode;
}

}  // namespace

absl::StatusOr<std::vector<Mode>> ParseScript(absl::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("a script is a JSON list");
  }
  std::vector<Mode> script;
  for (const simdjson::dom::element item : list) {
    std::string_view name;
    simdjson::dom::object object;
    Mode mode;
    if (item.get(name) == simdjson::SUCCESS) {
      mode.name = std::string(name);
    } else if (item.get(object) == simdjson::SUCCESS) {
      mode = ToMode(Members(object));
    } else {
      return absl::InvalidArgumentError("a mode is a name or an object");
    }
    if (!IsName(mode.name)) {
      return absl::InvalidArgumentError(absl::StrCat("there is no mode ", mode.name));
    }
    script.push_back(std::move(mode));
  }
  return script;
}

}  // namespace lossy::agent
