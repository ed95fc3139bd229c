#include "contract/openapi/openapi.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "contract/json_value/json_value.h"
#include "contract/openapi/openapi_components.h"
#include "contract/openapi/openapi_operation.h"

namespace lossy::contract {
namespace {

constexpr char kDialect[] = "https://json-schema.org/draft/2020-12/schema";

constexpr char kDescription[] =
    "The events of channels, called by HTTP, and the pushes of channels as server-sent events. "
    "POST calls the same method as the event of a socket, with the same checks, limits and errors. "
    "It needs no join. A topic may be percent-encoded or have plain colons.";

// Returns a topic or an event as a part of a path. Colons and braces stand for themselves.
std::string PathSegment(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"%", "%25"}, {"/", "%2F"}, {"?", "%3F"}, {"#", "%23"}});
}

// Makes the unique names of operations: the verb, then the topic and the event with only letters,
// digits and single underscores.
class OperationIds {
 public:
  std::string Make(absl::string_view verb, absl::string_view topic, absl::string_view event) {
    std::string id;
    for (const char c : absl::StrCat(verb, "_", topic, "_", event)) {
      if (absl::ascii_isalnum(c)) {
        id.push_back(c);
      } else if (id.back() != '_') {
        id.push_back('_');
      }
    }
    if (id.back() == '_') id.pop_back();
    // "a:b" with the event "c" and "a" with "b_c" have the same letters.
    while (!ids_.insert(id).second) id += "_";
    return id;
  }

 private:
  std::set<std::string> ids_;
};

JsonValue Paths(const Contract& contract) {
  JsonValue paths = JsonValue::Object();
  OperationIds ids;
  for (const ChannelTopic& topic : contract.topics()) {
    const std::string path = absl::StrCat("/api/topics/", PathSegment(topic.pattern));
    if (!topic.session) {
      const std::string id = ids.Make("follow", topic.pattern, "");
      paths.Set(path, JsonValue::Object({{"get", FollowOperation(topic, id)}}));
    }
    for (const TopicEvent& event : topic.events) {
      if (event.on_stream) continue;
      const std::string id = ids.Make("post", topic.pattern, event.name);
      paths.Set(absl::StrCat(path, "/", PathSegment(event.name)),
                JsonValue::Object({{"post", EventOperation(topic, event, id)}}));
    }
  }
  return paths;
}

// Sorted by name: the document is the same in whatever order the descriptor sets come.
JsonValue Tags(const Contract& contract) {
  std::map<absl::string_view, absl::string_view> comments;
  for (const ChannelTopic& topic : contract.topics()) comments[topic.pattern] = topic.comment;
  JsonValue tags = JsonValue::List();
  for (const auto& [pattern, comment] : comments) {
    JsonValue tag = JsonValue::Object({{"name", pattern}});
    tags.Add(std::move(tag.SetText("description", comment)));
  }
  return tags;
}

// The description of the document, with the topics that are sessions.
std::string InfoDescription(const Contract& contract) {
  std::string text = kDescription;
  std::string sessions;
  for (const ChannelTopic& topic : contract.topics()) {
    if (topic.session) absl::StrAppend(&sessions, "\n- `", topic.pattern, "`");
  }
  if (sessions.empty()) return text;
  absl::StrAppend(&text,
                  "\n\nThese topics are sessions, which need a socket. The answer to their events "
                  "and to GET is 426 (Upgrade Required):\n",
                  sessions);
  return text;
}

}  // namespace

std::string OpenApi(const Contract& contract) {
  JsonValue info = JsonValue::Object(
      {{"title", "Topics by HTTP"}, {"version", "1"}, {"description", InfoDescription(contract)}});
  JsonValue security = JsonValue::List({
      JsonValue::Object({{"bearer", JsonValue::List()}}),
      JsonValue::Object({{"query", JsonValue::List()}}),
  });
  JsonValue document = JsonValue::Object({
      {"openapi", "3.1.0"},
      {"jsonSchemaDialect", kDialect},
      {"info", std::move(info)},
      {"servers", JsonValue::List({JsonValue::Object({{"url", "/"}})})},
      {"security", std::move(security)},
      {"tags", Tags(contract)},
      {"paths", Paths(contract)},
      {"components", OpenApiComponents(contract)},
  });
  return document.Page();
}

}  // namespace lossy::contract
