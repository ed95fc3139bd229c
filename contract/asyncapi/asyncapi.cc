#include "contract/asyncapi/asyncapi.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "contract/json_value/json_value.h"
#include "contract/model/comment.h"
#include "contract/schema/example.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

constexpr char kPrefix[] = "#/components/schemas/";

constexpr char kDescription[] =
    "Phoenix channels over WebSocket, protocol 2.0.0. A text frame is the JSON list [join_ref, "
    "ref, "
    "topic, event, payload]; this document describes the topics, the events and the payloads. A "
    "client joins a topic with the event phx_join. The reply to a message has its ref, the event "
    "phx_reply and the payload {\"status\": \"ok\", \"response\": REPLY} or {\"status\": "
    "\"error\", "
    "\"response\": ERROR}. A push has null as its refs. A message with `x-binary` may travel in a "
    "binary frame instead, which has the bytes of that field alone.";

// Returns the text with only letters, digits and single underscores, as identifiers need it.
std::string Identifier(absl::string_view text) {
  std::string id;
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      id.push_back(c);
    } else if (!id.empty() && id.back() != '_') {
      id.push_back('_');
    }
  }
  if (!id.empty() && id.back() == '_') id.pop_back();
  return id;
}

JsonValue Reference(std::initializer_list<absl::string_view> path) {
  std::string pointer = "#";
  for (absl::string_view part : path) absl::StrAppend(&pointer, "/", part);
  return JsonValue::Object({{"$ref", pointer}});
}

JsonValue PayloadMessage(absl::string_view name, absl::string_view comment, JsonValue schema,
                         JsonValue example) {
  JsonValue message = JsonValue::Object({{"name", name}, {"contentType", "application/json"}});
  message.SetText("summary", FirstSentence(comment));
  message.SetText("description", comment);
  message.Set("payload", std::move(schema));
  message.Set("examples", JsonValue::List({JsonValue::Object({{"payload", std::move(example)}})}));
  return message;
}

void MarkBinary(const MessageType& type, JsonValue* message) {
  if (const MessageField* field = BinaryField(type)) message->Set("x-binary", field->key);
}

// The messages of one topic, and the operations that use them.
class ChannelWriter {
 public:
  ChannelWriter(const ChannelTopic& topic, std::string id) : topic_(topic), id_(std::move(id)) {}

  JsonValue Channel();
  void AddOperations(JsonValue* operations) const;

 private:
  void AddEvent(const TopicEvent& event, JsonValue* messages) const;
  void AddEventOperation(const TopicEvent& event, JsonValue* operations) const;
  JsonValue MessageReference(absl::string_view key) const {
    return Reference({"channels", id_, "messages", key});
  }

  const ChannelTopic& topic_;
  const std::string id_;
};

void ChannelWriter::AddEvent(const TopicEvent& event, JsonValue* messages) const {
  const std::string key = Identifier(event.name);
  JsonValue request = PayloadMessage(event.name, event.comment, RequestSchema(event, kPrefix),
                                     RequestExample(event));
  MarkBinary(*event.request, &request);
  messages->Set(key, std::move(request));
  JsonValue reply = PayloadMessage(absl::StrCat(event.name, " reply"), "",
                                   ReplySchema(event, kPrefix), ReplyExample(event));
  if (event.response != nullptr) MarkBinary(*event.response, &reply);
  messages->Set(absl::StrCat(key, ".reply"), std::move(reply));
}

JsonValue ChannelWriter::Channel() {
  JsonValue channel = JsonValue::Object({{"address", topic_.pattern}, {"title", topic_.pattern}});
  channel.SetText("description", topic_.comment);
  JsonValue parameters = JsonValue::Object();
  for (const std::string& variable : topic_.variables) {
    JsonValue parameter = JsonValue::Object();
    for (const MessageField& field : topic_.join.request->fields) {
      if (field.name == variable) parameter.SetText("description", field.comment);
    }
    parameter.Set("examples", JsonValue::List({VariableExample(topic_, variable)}));
    parameters.Set(variable, std::move(parameter));
  }
  if (!parameters.empty()) channel.Set("parameters", std::move(parameters));
  JsonValue messages = JsonValue::Object();
  AddEvent(topic_.join, &messages);
  for (const TopicEvent& event : topic_.events) AddEvent(event, &messages);
  for (const TopicPush& push : topic_.pushes) {
    JsonValue message =
        PayloadMessage(push.name, push.comment, PushSchema(push, kPrefix), PushExample(push));
    MarkBinary(*push.messages.front(), &message);
    messages.Set(absl::StrCat(Identifier(push.name), ".push"), std::move(message));
  }
  messages.Set("error", Reference({"components", "messages", "error"}));
  channel.Set("messages", std::move(messages));
  channel.SetText("x-subscribe", topic_.subscribe);
  channel.Set("x-presence", topic_.presence);
  channel.Set("x-session", topic_.session);
  return channel;
}

void ChannelWriter::AddEventOperation(const TopicEvent& event, JsonValue* operations) const {
  const std::string key = Identifier(event.name);
  JsonValue operation =
      JsonValue::Object({{"action", "receive"}, {"channel", Reference({"channels", id_})}});
  operation.SetText("summary", FirstSentence(event.comment));
  operation.SetText("description", event.comment);
  operation.Set("x-method", event.method);
  operation.Set("messages", JsonValue::List({MessageReference(key)}));
  JsonValue reply = JsonValue::Object({{"channel", Reference({"channels", id_})}});
  reply.Set("messages", JsonValue::List({MessageReference(absl::StrCat(key, ".reply")),
                                         MessageReference("error")}));
  operation.Set("reply", std::move(reply));
  operations->Set(absl::StrCat("receive_", id_, "_", key), std::move(operation));
}

void ChannelWriter::AddOperations(JsonValue* operations) const {
  AddEventOperation(topic_.join, operations);
  for (const TopicEvent& event : topic_.events) AddEventOperation(event, operations);
  for (const TopicPush& push : topic_.pushes) {
    const std::string key = Identifier(push.name);
    JsonValue operation =
        JsonValue::Object({{"action", "send"}, {"channel", Reference({"channels", id_})}});
    operation.SetText("summary", FirstSentence(push.comment));
    operation.Set("messages", JsonValue::List({MessageReference(absl::StrCat(key, ".push"))}));
    operations->Set(absl::StrCat("send_", id_, "_", key), std::move(operation));
  }
}

JsonValue Servers() {
  JsonValue server = JsonValue::Object({
      {"host", "localhost:4000"},
      {"pathname", "/socket/websocket"},
      {"protocol", "ws"},
      {"description", "The edge. The query has vsn=2.0.0 and token=TOKEN."},
      {"security", JsonValue::List({Reference({"components", "securitySchemes", "token"})})},
  });
  return JsonValue::Object({{"edge", std::move(server)}});
}

JsonValue Components(const Contract& contract) {
  JsonValue error = PayloadMessage(
      "error", "The request was rejected.",
      JsonValue::Object({{"$ref", absl::StrCat(kPrefix, kErrorSchema)}}),
      JsonValue::Object({{"reason", "not_found"}, {"message", "the room does not exist"}}));
  JsonValue token = JsonValue::Object({{"type", "httpApiKey"},
                                       {"in", "query"},
                                       {"name", "token"},
                                       {"description", "A JWT of the user."}});
  return JsonValue::Object({
      {"schemas", Schemas(contract, kPrefix)},
      {"messages", JsonValue::Object({{"error", std::move(error)}})},
      {"securitySchemes", JsonValue::Object({{"token", std::move(token)}})},
  });
}

}  // namespace

std::string AsyncApi(const Contract& contract) {
  JsonValue channels = JsonValue::Object();
  JsonValue operations = JsonValue::Object();
  std::set<std::string> ids;
  for (const ChannelTopic& topic : contract.topics()) {
    std::string id = Identifier(topic.pattern);
    // "a:b" and "a:{b}" have the same letters.
    while (!ids.insert(id).second) id += "_";
    ChannelWriter writer(topic, id);
    channels.Set(id, writer.Channel());
    writer.AddOperations(&operations);
  }
  JsonValue info = JsonValue::Object(
      {{"title", "Topics by WebSocket"}, {"version", "1"}, {"description", kDescription}});
  return JsonValue::Object({
                               {"asyncapi", "3.0.0"},
                               {"info", std::move(info)},
                               {"defaultContentType", "application/json"},
                               {"servers", Servers()},
                               {"channels", std::move(channels)},
                               {"operations", std::move(operations)},
                               {"components", Components(contract)},
                           })
      .Page();
}

}  // namespace lossy::contract
