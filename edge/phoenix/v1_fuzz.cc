#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_join.h"
#include "base/testing/fuzzing.h"
#include "edge/phoenix/v1.h"
#include "edge/transcoding/json_oracle.h"

namespace {

using lossy::base::Require;
using lossy::edge::DecodeV1;
using lossy::edge::JsonOracle;
using lossy::edge::Message;
using lossy::edge::Parts;
using lossy::edge::SaysTheSame;

// Finds the last member with that name. Returns false if there is none.
bool Find(simdjson::dom::object object, std::string_view name, simdjson::dom::element* found) {
  bool any = false;
  for (const auto& member : object) {
    if (member.key != name) continue;
    *found = member.value;
    any = true;
  }
  return any;
}

// Requires that another JSON parser agrees with the decoder.
void Compare(absl::string_view text, bool decoded, const Message& message) {
  const JsonOracle oracle(text);
  Require(!decoded || !oracle.is_no_json(), "what is taken is JSON");
  if (!oracle.is_json()) return;
  simdjson::dom::element topic, event, other;
  const bool complete = oracle.root().is_object() &&
                        Find(oracle.root().get_object(), "topic", &topic) &&
                        Find(oracle.root().get_object(), "event", &event) &&
                        Find(oracle.root().get_object(), "payload", &other) &&
                        Find(oracle.root().get_object(), "ref", &other);
  Require(complete || !decoded, "what is taken has the four members");
  Require(decoded || !complete, "every such object is taken");
  if (!decoded) return;
  Require(SaysTheSame(topic, message.topic_is_string, message.topic), "the topic");
  Require(SaysTheSame(event, message.event_is_string, message.event), "the event");
}

// Requires that the client of a message can read the messages to it.
template <std::size_t N>
Message ReadBack(const Parts<N>& parts, std::string* text, std::string* scratch) {
  *text = absl::StrJoin(parts, "");
  Message message;
  Require(DecodeV1(*text, scratch, &message), "what is sent can be decoded");
  return message;
}

void Answer(const Message& asked) {
  std::string text, scratch;
  const absl::string_view join_ref = asked.join_ref, topic = asked.topic_json;
  const Message reply =
      ReadBack(lossy::edge::V1ReplyParts(asked.ref, topic, "ok", "{}"), &text, &scratch);
  Require(reply.join_ref == "null" && reply.ref == asked.ref, "a reply has the ref");
  Require(reply.topic_json == topic && reply.topic == asked.topic, "a reply has the topic");
  Require(reply.payload == R"({"status":"ok","response":{}})", "a reply has its payload");
  const Message push =
      ReadBack(lossy::edge::V1PushParts(topic, "e", asked.payload), &text, &scratch);
  Require(push.payload == asked.payload && push.ref == "null", "a push has its payload");
  const Message error = ReadBack(lossy::edge::V1ErrorParts(join_ref, topic, "{}"), &text, &scratch);
  Require(error.ref == join_ref && error.event == "phx_error", "an error has the join's ref");
  const Message close = ReadBack(lossy::edge::V1CloseParts(join_ref, topic), &text, &scratch);
  Require(close.ref == join_ref && close.event == "phx_close", "a close has the join's ref");
}

}  // namespace

// Decodes the input as a text message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (!simdjson::validate_utf8(text.data(), text.size())) return -1;
  std::string scratch = "from before";
  Message message;
  const bool decoded = DecodeV1(text, &scratch, &message);
  Compare(text, decoded, message);
  if (decoded) Answer(message);
  return 0;
}
