#include "contract/openapi/openapi.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "contract/json_value/json_value.h"
#include "contract/model/comment.h"
#include "contract/model/error_reason.h"
#include "contract/schema/example.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

constexpr char kPrefix[] = "#/components/schemas/";
constexpr char kDialect[] = "https://json-schema.org/draft/2020-12/schema";

constexpr char kDescription[] =
    "The events of channels, called by HTTP, and the pushes of channels as server-sent events. "
    "POST calls the same method as the event of a socket, with the same checks, limits and errors. "
    "It needs no join. A topic may be percent-encoded or have plain colons.";

// The name of an operation is unique: "post" or "follow", then the topic and the event with only
// letters, digits and underscores.
std::string OperationId(absl::string_view verb, absl::string_view topic, absl::string_view event) {
  std::string id = absl::StrCat(verb, "_", topic, event.empty() ? "" : "_", event);
  std::replace_if(id.begin(), id.end(), [](char c) { return !absl::ascii_isalnum(c); }, '_');
  id.erase(std::unique(id.begin(), id.end(), [](char a, char b) { return a == '_' && a == b; }),
           id.end());
  return id;
}

JsonValue Parameter(absl::string_view name, absl::string_view in, absl::string_view description,
                    JsonValue schema) {
  JsonValue parameter = JsonValue::Object({{"name", name}, {"in", in}});
  parameter.SetText("description", description);
  if (in == "path") parameter.Set("required", true);
  return parameter.Set("schema", std::move(schema));
}

JsonValue ComponentReference(absl::string_view kind, absl::string_view name) {
  return JsonValue::Object({{"$ref", absl::StrCat("#/components/", kind, "/", name)}});
}

JsonValue TopicParameters(const ChannelTopic& topic) {
  JsonValue parameters = JsonValue::List();
  for (const std::string& variable : topic.variables) {
    std::string description;
    for (const MessageField& field : topic.join.request->fields) {
      if (field.name == variable) description = field.comment;
    }
    parameters.Add(Parameter(variable, "path", description, JsonValue::Object({{"type", "string"}}))
                       .Set("example", VariableExample(topic, variable)));
  }
  return parameters;
}

// The responses to an operation, with the errors as components.
JsonValue Responses(JsonValue success) {
  JsonValue responses = JsonValue::Object({{"200", std::move(success)}});
  int last = 0;
  for (const ErrorReason& reason : ErrorReasons()) {
    if (reason.http_status == last) continue;
    last = reason.http_status;
    responses.Set(absl::StrCat(last), ComponentReference("responses", absl::StrCat(last)));
  }
  return responses;
}

// The description of an operation: the comment, and the reasons of errors that it names.
std::string Description(const TopicEvent& event) {
  std::string text = event.comment;
  if (const MessageField* field = BinaryField(*event.request)) {
    absl::StrAppend(&text, text.empty() ? "" : "\n\n", "`", field->key,
                    "` is base64 here. A socket may send it as a binary frame.");
  }
  return text;
}

JsonValue EventOperation(const ChannelTopic& topic, const TopicEvent& event) {
  JsonValue operation = JsonValue::Object({
      {"operationId", OperationId("post", topic.pattern, event.name)},
      {"tags", JsonValue::List({topic.pattern})},
  });
  operation.SetText("summary", FirstSentence(event.comment));
  operation.SetText("description", Description(event));
  operation.Set("x-method", event.method);
  operation.Set("parameters",
                TopicParameters(topic).Add(ComponentReference("parameters", "IdempotencyKey")));
  JsonValue body = JsonValue::Object(
      {{"schema", RequestSchema(event, kPrefix)}, {"example", RequestExample(event)}});
  operation.Set(
      "requestBody",
      JsonValue::Object({{"required", true},
                         {"content", JsonValue::Object({{"application/json", std::move(body)}})}}));
  JsonValue reply = JsonValue::Object(
      {{"schema", ReplySchema(event, kPrefix)}, {"example", ReplyExample(event)}});
  JsonValue success =
      JsonValue::Object({{"description", "The reply of the event."},
                         {"content", JsonValue::Object({{"application/json", std::move(reply)}})}});
  JsonValue responses = Responses(std::move(success));
  responses.Set("413", ComponentReference("responses", "413"));
  operation.Set("responses", std::move(responses));
  return operation;
}

// The join's params that fit into a query: single scalars. `params` takes all of them as JSON.
void AddJoinParameters(const ChannelTopic& topic, JsonValue* parameters) {
  for (const MessageField& field : topic.join.request->fields) {
    const bool bound = std::find(topic.variables.begin(), topic.variables.end(), field.name) !=
                       topic.variables.end();
    const bool scalar = field.kind == ValueKind::kBoolean || field.kind == ValueKind::kInteger ||
                        field.kind == ValueKind::kNumber || field.kind == ValueKind::kString;
    if (bound || !scalar || field.repeated || field.map) continue;
    parameters->Add(Parameter(field.key, "query", field.comment,
                              ValueSchema(field, Direction::kFromClient, kPrefix)));
  }
}

// An event stream in full: the join, and an example of each push.
std::string StreamExample(const ChannelTopic& topic) {
  std::string text =
      absl::StrCat("event: join\nid: EPOCH:41\ndata: ", ReplyExample(topic.join).Line(), "\n\n");
  int offset = 41;
  for (const TopicPush& push : topic.pushes) {
    absl::StrAppend(&text, "id: EPOCH:", ++offset, "\nevent: ", push.name,
                    "\ndata: ", PushExample(push).Line(), "\n\n");
  }
  return text;
}

std::string StreamDescription(const ChannelTopic& topic) {
  std::string text = topic.comment;
  absl::StrAppend(&text, text.empty() ? "" : "\n\n",
                  "The first event is `join`, with the reply to the join. Its data, and those of "
                  "each push, have the member `position`.");
  if (!topic.pushes.empty()) absl::StrAppend(&text, " Then follow the pushes:\n");
  for (const TopicPush& push : topic.pushes) {
    std::string messages;
    for (const MessageType* message : push.messages) {
      absl::StrAppend(&messages, messages.empty() ? "`" : ", `",
                      SchemaName(*message, Direction::kToClient), "`");
    }
    absl::StrAppend(&text, "\n- `", push.name, "`: ", messages);
  }
  return text;
}

JsonValue FollowOperation(const ChannelTopic& topic) {
  JsonValue operation = JsonValue::Object({
      {"operationId", OperationId("follow", topic.pattern, "")},
      {"tags", JsonValue::List({topic.pattern})},
  });
  operation.Set("summary", absl::StrCat("Joins the topic and follows its pushes."));
  operation.Set("description", StreamDescription(topic));
  operation.Set("x-method", topic.join.method);
  JsonValue parameters = TopicParameters(topic);
  AddJoinParameters(topic, &parameters);
  for (absl::string_view name : {"Params", "LastEventId", "LastEventIdQuery"}) {
    parameters.Add(ComponentReference("parameters", name));
  }
  operation.Set("parameters", std::move(parameters));
  JsonValue pushes = JsonValue::Object();
  pushes.Set("join", ReplySchema(topic.join, kPrefix));
  for (const TopicPush& push : topic.pushes) pushes.Set(push.name, PushSchema(push, kPrefix));
  JsonValue stream = JsonValue::Object({{"schema", JsonValue::Object({{"type", "string"}})},
                                        {"x-events", std::move(pushes)},
                                        {"example", StreamExample(topic)}});
  JsonValue success = JsonValue::Object(
      {{"description",
        "The join was accepted. The stream lasts until either side ends it; lines that begin with "
        "a "
        "colon are heartbeats."},
       {"content", JsonValue::Object({{"text/event-stream", std::move(stream)}})}});
  operation.Set("responses", Responses(std::move(success)));
  return operation;
}

JsonValue Paths(const Contract& contract) {
  JsonValue paths = JsonValue::Object();
  for (const ChannelTopic& topic : contract.topics()) {
    const std::string path = absl::StrCat("/api/topics/", topic.pattern);
    if (!topic.session) {
      paths.Set(path, JsonValue::Object({{"get", FollowOperation(topic)}}));
    }
    for (const TopicEvent& event : topic.events) {
      if (event.on_stream) continue;
      paths.Set(absl::StrCat(path, "/", event.name),
                JsonValue::Object({{"post", EventOperation(topic, event)}}));
    }
  }
  return paths;
}

JsonValue Tags(const Contract& contract) {
  JsonValue tags = JsonValue::List();
  for (const ChannelTopic& topic : contract.topics()) {
    JsonValue tag = JsonValue::Object({{"name", topic.pattern}});
    tags.Add(std::move(tag.SetText("description", topic.comment)));
  }
  return tags;
}

// A response for each status of the errors, with its reasons.
JsonValue ErrorResponses() {
  std::map<int, std::string> descriptions;
  for (const ErrorReason& reason : ErrorReasons()) {
    std::string& text = descriptions[reason.http_status];
    absl::StrAppend(&text, text.empty() ? "" : "\n", "- `", reason.name, "`: ", reason.meaning);
  }
  descriptions[413] = "`invalid_argument`: the body is too large.";
  JsonValue responses = JsonValue::Object();
  for (const auto& [status, description] : descriptions) {
    JsonValue response = JsonValue::Object({{"description", description}});
    if (status == 429 || status == 503) {
      JsonValue header =
          JsonValue::Object({{"description", "The seconds after which a retry may succeed."},
                             {"schema", JsonValue::Object({{"type", "integer"}})}});
      response.Set("headers", JsonValue::Object({{"Retry-After", std::move(header)}}));
    }
    JsonValue body = JsonValue::Object(
        {{"schema", JsonValue::Object({{"$ref", absl::StrCat(kPrefix, kErrorSchema)}})}});
    response.Set("content", JsonValue::Object({{"application/json", std::move(body)}}));
    responses.Set(absl::StrCat(status), std::move(response));
  }
  return responses;
}

JsonValue SharedParameters() {
  const JsonValue text = JsonValue::Object({{"type", "string"}});
  JsonValue key = JsonValue::Object({{"type", "string"}, {"minLength", 1}, {"maxLength", 64}});
  return JsonValue::Object({
      {"IdempotencyKey",
       Parameter("Idempotency-Key", "header",
                 "The request_id of the request: a repeat with the same key is done once. For "
                 "methods whose request has a request_id.",
                 std::move(key))},
      {"Params",
       Parameter("params", "query",
                 "The join's params as one JSON object, in place of single parameters.", text)},
      {"LastEventId",
       Parameter("Last-Event-ID", "header",
                 "The id of the last event that the client has. The stream continues after it. "
                 "EventSource sends it by itself.",
                 text)},
      {"LastEventIdQuery",
       Parameter("last_event_id", "query", "As Last-Event-ID, for clients without headers.", text)},
  });
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
  JsonValue schemes = JsonValue::Object();
  schemes.Set("bearer", JsonValue::Object({{"type", "http"},
                                           {"scheme", "bearer"},
                                           {"bearerFormat", "JWT"},
                                           {"description", "The token of a socket."}}));
  schemes.Set("query", JsonValue::Object({{"type", "apiKey"},
                                          {"in", "query"},
                                          {"name", "token"},
                                          {"description", "The same token, for EventSource."}}));
  JsonValue security = JsonValue::List({
      JsonValue::Object({{"bearer", JsonValue::List()}}),
      JsonValue::Object({{"query", JsonValue::List()}}),
  });
  JsonValue components = JsonValue::Object({
      {"schemas", Schemas(contract, kPrefix)},
      {"responses", ErrorResponses()},
      {"parameters", SharedParameters()},
      {"securitySchemes", std::move(schemes)},
  });
  return JsonValue::Object(
             {
                 {"openapi", "3.1.0"},
                 {"jsonSchemaDialect", kDialect},
                 {"info", JsonValue::Object({{"title", "Topics by HTTP"},
                                             {"version", "1"},
                                             {"description", InfoDescription(contract)}})},
                 {"servers", JsonValue::List({JsonValue::Object({{"url", "/"}})})},
                 {"security", std::move(security)},
                 {"tags", Tags(contract)},
                 {"paths", Paths(contract)},
                 {"components", std::move(components)},
             })
      .Page();
}

}  // namespace lossy::contract
