#include "contract/openapi/openapi_operation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/model/comment.h"
#include "contract/model/error_reason.h"
#include "contract/openapi/openapi_components.h"
#include "contract/schema/example.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

JsonValue TopicParameters(const ChannelTopic& topic) {
  JsonValue parameters = JsonValue::List();
  for (const std::string& variable : topic.variables) {
    std::string description;
    for (const MessageField& field : topic.join.request->fields) {
      if (field.name == variable) description = field.comment;
    }
    parameters.Add(
        OpenApiParameter(variable, "path", description, JsonValue::Object({{"type", "string"}}))
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

// The join's params that fit into a query: single scalars. `params` takes all of them as JSON.
void AddJoinParameters(const ChannelTopic& topic, JsonValue* parameters) {
  for (const MessageField& field : topic.join.request->fields) {
    const bool bound = std::find(topic.variables.begin(), topic.variables.end(), field.name) !=
                       topic.variables.end();
    const bool scalar = field.kind == ValueKind::kBoolean || field.kind == ValueKind::kInteger ||
                        field.kind == ValueKind::kNumber || field.kind == ValueKind::kString;
    if (bound || !scalar || field.repeated || field.map) continue;
    parameters->Add(OpenApiParameter(field.key, "query", field.comment,
                                     ValueSchema(field, Direction::kFromClient, kOpenApiSchemas)));
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

}  // namespace

JsonValue EventOperation(const ChannelTopic& topic, const TopicEvent& event,
                         const std::string& id) {
  JsonValue operation = JsonValue::Object({
      {"operationId", id},
      {"tags", JsonValue::List({topic.pattern})},
  });
  operation.SetText("summary", FirstSentence(event.comment));
  operation.SetText("description", Description(event));
  operation.Set("x-method", event.method);
  operation.Set("parameters",
                TopicParameters(topic).Add(ComponentReference("parameters", "IdempotencyKey")));
  JsonValue body = JsonValue::Object(
      {{"schema", RequestSchema(event, kOpenApiSchemas)}, {"example", RequestExample(event)}});
  operation.Set(
      "requestBody",
      JsonValue::Object({{"required", true},
                         {"content", JsonValue::Object({{"application/json", std::move(body)}})}}));
  JsonValue reply = JsonValue::Object(
      {{"schema", ReplySchema(event, kOpenApiSchemas)}, {"example", ReplyExample(event)}});
  JsonValue success =
      JsonValue::Object({{"description", "The reply of the event."},
                         {"content", JsonValue::Object({{"application/json", std::move(reply)}})}});
  JsonValue responses = Responses(std::move(success));
  responses.Set("413", ComponentReference("responses", "413"));
  operation.Set("responses", std::move(responses));
  return operation;
}

JsonValue FollowOperation(const ChannelTopic& topic, const std::string& id) {
  JsonValue operation = JsonValue::Object({
      {"operationId", id},
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
  pushes.Set("join", ReplySchema(topic.join, kOpenApiSchemas));
  for (const TopicPush& push : topic.pushes)
    pushes.Set(push.name, PushSchema(push, kOpenApiSchemas));
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

}  // namespace lossy::contract
