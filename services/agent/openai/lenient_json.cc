#include "services/agent/openai/lenient_json.h"

#include "absl/strings/ascii.h"
#include "base/text/json_string.h"

namespace lossy::agent {
namespace {

// Enough for any answer that is one; the rest would cost time for nothing.
constexpr int kMostObjects = 32;
constexpr std::size_t kMostBytes = 64 * 1024;

// The length of the string that begins with a quote at the front; 0 when it has no end.
std::size_t StringSize(absl::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return 0;
}

// The length of the object that begins with a brace at the front; 0 when it has no end.
std::size_t ObjectSize(absl::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      const std::size_t size = StringSize(text.substr(i));
      if (size == 0) return 0;
      i += size - 1;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

// JSON has no line breaks in strings, nor others of their kind.
void AppendString(absl::string_view quoted, std::string* json) {
  for (const char c : quoted) json->push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
}

bool IsBare(char c) {
  return absl::ascii_isgraph(c) && c != '"' && c != ',' && c != ':' && c != '{' && c != '}' &&
         c != '[' && c != ']';
}

void AppendBare(absl::string_view word, std::string* json) {
  const std::string lower = absl::AsciiStrToLower(word);
  if (lower == "true" || lower == "false") {
    json->append(lower);
  } else if (lower == "null" || lower == "none" || lower == "undefined") {
    json->append("null");
  } else {
    base::AppendJsonString(word, json);
  }
}

void AppendMark(char mark, std::string* json) {
  if (mark != '}' && mark != ']') return json->push_back(mark);
  if (json->back() == ',') json->pop_back();
  json->push_back(mark);
}

// What it would be if the model knew JSON well.
std::string Corrected(absl::string_view object) {
  std::string json;
  while (!object.empty()) {
    std::size_t size = 1;
    if (object[0] == '"') {
      size = StringSize(object);
      AppendString(object.substr(0, size), &json);
    } else if (IsBare(object[0])) {
      while (size < object.size() && IsBare(object[size])) ++size;
      AppendBare(object.substr(0, size), &json);
    } else if (absl::ascii_isgraph(object[0])) {
      AppendMark(object[0], &json);
    }
    object.remove_prefix(size);
  }
  return json;
}

}  // namespace

void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit) {
  text = text.substr(0, kMostBytes);
  simdjson::dom::parser parser;
  std::size_t at = text.find('{');
  for (int i = 0; i < kMostObjects && at != absl::string_view::npos; ++i) {
    const std::size_t size = ObjectSize(text.substr(at));
    simdjson::dom::object object;
    if (size > 0 &&
        parser.parse(Corrected(text.substr(at, size))).get(object) == simdjson::SUCCESS &&
        visit(object)) {
      return;
    }
    at = text.find('{', at + 1);
  }
}

}  // namespace lossy::agent
