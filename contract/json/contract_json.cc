#include "contract/json/contract_json.h"

#include <utility>

#include "contract/json_value/json_value.h"
#include "contract/model/error_reason.h"
#include "contract/schema/example.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

constexpr char kPrefix[] = "#/schemas/";

// Returns the key of the binary field, or null.
JsonValue BinaryKey(const MessageType& message) {
  const MessageField* const field = BinaryField(message);
  return field == nullptr ? JsonValue() : JsonValue(field->key);
}

JsonValue EventJson(const TopicEvent& event) {
  return JsonValue::Object({
      {"name", event.name},
      {"method", event.method},
      {"file", event.file},
      {"comment", event.comment},
      {"http", !event.on_stream},
      {"set_by_topic", JsonValue::Texts(event.bound)},
      {"payload", RequestSchema(event, kPrefix)},
      {"example", RequestExample(event)},
      {"binary", BinaryKey(*event.request)},
      {"reply", ReplySchema(event, kPrefix)},
      {"reply_example", ReplyExample(event)},
      {"errors", JsonValue::Texts(event.reasons)},
  });
}

JsonValue PushJson(const TopicPush& push) {
  return JsonValue::Object({
      {"name", push.name},
      {"comment", push.comment},
      {"payload", PushSchema(push, kPrefix)},
      {"example", PushExample(push)},
      {"binary", BinaryKey(*push.messages.front())},
      {"published", push.published},
  });
}

JsonValue TopicJson(const ChannelTopic& topic) {
  JsonValue events = JsonValue::List();
  for (const TopicEvent& event : topic.events) events.Add(EventJson(event));
  JsonValue pushes = JsonValue::List();
  for (const TopicPush& push : topic.pushes) pushes.Add(PushJson(push));
  return JsonValue::Object({
      {"pattern", topic.pattern},
      {"variables", JsonValue::Texts(topic.variables)},
      {"example", TopicExample(topic)},
      {"comment", topic.comment},
      {"subscribe", topic.subscribe},
      {"presence", topic.presence},
      {"session", topic.session},
      {"join", EventJson(topic.join)},
      {"events", std::move(events)},
      {"pushes", std::move(pushes)},
  });
}

}  // namespace

std::string ContractJson(const Contract& contract) {
  JsonValue topics = JsonValue::List();
  for (const ChannelTopic& topic : contract.topics()) topics.Add(TopicJson(topic));
  JsonValue errors = JsonValue::List();
  for (const ErrorReason& reason : ErrorReasons()) {
    errors.Add(JsonValue::Object(
        {{"reason", reason.name}, {"status", reason.http_status}, {"meaning", reason.meaning}}));
  }
  return JsonValue::Object({{"topics", std::move(topics)},
                            {"errors", std::move(errors)},
                            {"schemas", Schemas(contract, kPrefix)}})
      .Page();
}

}  // namespace lossy::contract
