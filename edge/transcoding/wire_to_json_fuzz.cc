#include "edge/transcoding/wire_to_json.h"

#include <cstddef>
#include <cstdint>

#include "base/testing/fuzzing.h"
#include "edge/transcoding/event_view.h"
#include "edge/transcoding/fuzz_types.h"
#include "edge/transcoding/json_oracle.h"
#include "edge/transcoding/payload.h"
#include "google/protobuf/message.h"

namespace {

using google::protobuf::Message;
using lossy::base::Require;
using lossy::edge::FuzzType;
using lossy::edge::JsonOracle;
using lossy::edge::MessageTable;
using lossy::edge::WireToJson;

// Returns true if protobuf re-encodes the message with the same meaning. It does not for maps: a
// map has no order, and keeps one of two entries with the same key.
bool HasMaps(const Message& message) {
  const std::string& name = message.GetDescriptor()->name();
  return name != "Scalars" && name != "Tree" && name != "Choice" && name != "Clip";
}

void CheckEvent(const MessageTable& table, absl::string_view wire, const Message& message) {
  const auto view = lossy::edge::ReadEvent(table, wire);
  Require(view.ok(), "an event can be read if protobuf can");
  const auto* oneof = message.GetDescriptor()->FindOneofByName("event");
  const auto* field = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
  Require(view->name == (field == nullptr ? "" : field->name()), "the event that is set");
}

void CheckBytes(const MessageTable& table, absl::string_view wire, const Message& message) {
  lossy::edge::Payload payload;
  Require(MakePayload(table, wire, &payload).ok(), "a message is a payload");
  const auto* field = message.GetDescriptor()->FindFieldByNumber(table.binary_number());
  const std::string bytes = message.GetReflection()->GetString(message, field);
  Require(payload.bytes.has_value() != bytes.empty(), "bytes that are there are a binary payload");
  Require(bytes.empty() || *payload.bytes == bytes, "the binary payload is the field's bytes");
  std::string again;
  Require(BytesToWire(table, bytes, &again).ok(), "they can be sent back");
}

void Compare(const FuzzType& type, absl::string_view wire, const std::string& json,
             const Message& message) {
  if (type.table->event_oneof() >= 0) CheckEvent(*type.table, wire, message);
  if (type.table->binary_number() > 0) CheckBytes(*type.table, wire, message);
  if (HasMaps(message)) return;
  std::string again;
  Require(WireToJson(*type.table, message.SerializeAsString(), &again).ok(), "canonical is JSON");
  Require(json == again, "it means what protobuf takes it to mean");
}

}  // namespace

// The input is a type, then the wire form of a service's message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return -1;
  const FuzzType& type = lossy::edge::FuzzTypeOf(static_cast<char>(data[0]));
  const std::string wire(reinterpret_cast<const char*>(data + 1), size - 1);
  if (type.table->event_oneof() >= 0) (void)lossy::edge::ReadSessionMessage(*type.table, wire);
  std::string json;
  const absl::Status status = WireToJson(*type.table, wire, &json);
  Require(status.ok() || absl::IsDataLoss(status), "a refusal is data_loss");
  if (!status.ok()) return 0;
  Require(!JsonOracle(json).is_no_json(), "what is made is JSON");
  const std::unique_ptr<Message> message = type.Parse(wire);
  if (message != nullptr) Compare(type, wire, json, *message);
  return 0;
}
