#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_join.h"
#include "base/testing/fuzzing.h"
#include "edge/phoenix/v2.h"
#include "edge/transcoding/json_oracle.h"

namespace {

using lossy::base::Require;
using lossy::edge::DecodeV2;
using lossy::edge::JsonOracle;
using lossy::edge::Message;
using lossy::edge::Parts;
using lossy::edge::SaysTheSame;

constexpr std::size_t kElements = 5;

// Requires that another JSON parser agrees with the decoder.
void Compare(absl::string_view text, bool decoded, const Message& message) {
  const JsonOracle oracle(text);
  Require(!decoded || !oracle.is_no_json(), "what is taken is JSON");
  if (!oracle.is_json()) return;
  const bool array = oracle.root().is_array();
  const bool enough = array && simdjson::dom::array(oracle.root().get_array()).size() >= kElements;
  Require(enough || !decoded, "what is taken is an array of five or more");
  Require(decoded || !enough, "every such array is taken");
  if (!decoded) return;
  Require(SaysTheSame(oracle.root().at(2), message.topic_is_string, message.topic), "the topic");
  Require(SaysTheSame(oracle.root().at(3), message.event_is_string, message.event), "the event");
}

// Requires that the client of a message can read the messages to it.
template <std::size_t N>
Message ReadBack(const Parts<N>& parts, std::string* text, std::string* scratch) {
  *text = absl::StrJoin(parts, "");
  Message message;
  Require(DecodeV2(*text, scratch, &message), "what is sent can be decoded");
  return message;
}

void Answer(const Message& asked) {
  std::string text, scratch;
  const absl::string_view join_ref = asked.join_ref, topic = asked.topic_json;
  const Message reply =
      ReadBack(lossy::edge::V2ReplyParts(join_ref, asked.ref, topic, "ok", "{}"), &text, &scratch);
  Require(reply.join_ref == join_ref && reply.ref == asked.ref, "a reply has the refs");
  Require(reply.topic_json == topic && reply.topic == asked.topic, "a reply has the topic");
  Require(reply.payload == R"({"status":"ok","response":{}})", "a reply has its payload");
  const Message push =
      ReadBack(lossy::edge::V2PushParts(join_ref, topic, "e", asked.payload), &text, &scratch);
  Require(push.payload == asked.payload && push.ref == "null", "a push has its payload");
  const Message error = ReadBack(lossy::edge::V2ErrorParts(join_ref, topic, "{}"), &text, &scratch);
  Require(error.ref == join_ref && error.event == "phx_error", "an error has the join's ref");
  const Message close = ReadBack(lossy::edge::V2CloseParts(join_ref, topic), &text, &scratch);
  Require(close.ref == join_ref && close.event == "phx_close", "a close has the join's ref");
}

}  // namespace

// Decodes the input as a text message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (!simdjson::validate_utf8(text.data(), text.size())) return -1;
  std::string scratch = "from before";
  Message message;
  const bool decoded = DecodeV2(text, &scratch, &message);
  Compare(text, decoded, message);
  if (decoded) Answer(message);
  return 0;
}
