#include "edge/phoenix/v2_binary.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_join.h"
#include "base/testing/fuzzing.h"
#include "edge/phoenix/v2.h"
#include "simdjson.h"

namespace {

using lossy::base::Require;
using lossy::edge::Message;

// Returns the texts of a message, joined.
absl::string_view TextsOf(absl::string_view bytes, const Message& message) {
  return bytes.substr(5, bytes.size() - 5 - message.payload.size());
}

void AnswerInBinary(absl::string_view bytes, const Message& asked) {
  std::string reply;
  Require(lossy::edge::AppendBinaryReply(asked.join_ref, asked.ref, asked.topic, "ok", &reply),
          "what came in binary can be answered in binary");
  const std::string sizes = {'\1', bytes[1], bytes[2], bytes[3], '\2'};
  const absl::string_view texts = TextsOf(bytes, asked);
  const std::string expected =
      sizes + std::string(texts.substr(0, texts.size() - asked.event.size())) + "ok";
  Require(reply == expected, "a binary reply has the refs and the topic as they came");
}

// A reply without bytes is a text message.
void AnswerInText(const Message& asked) {
  const std::string text = absl::StrJoin(
      lossy::edge::V2ReplyParts(asked.join_ref, asked.ref, asked.topic_json, "ok", R"({"a":1})"),
      "");
  Require(simdjson::validate_utf8(text.data(), text.size()), "a reply is UTF-8");
  std::string scratch;
  Message reply;
  Require(lossy::edge::DecodeV2(text, &scratch, &reply), "a reply can be decoded");
  Require(reply.join_ref == asked.join_ref && reply.ref == asked.ref, "a reply has the refs");
  Require(reply.topic == asked.topic, "a reply has the topic");
}

}  // namespace

// Decodes the input as a binary message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string scratch = "from before";
  Message message;
  if (!lossy::edge::DecodeV2Binary(bytes, &scratch, &message)) return 0;
  Require(message.binary && message.topic_is_string && message.event_is_string, "it is binary");
  AnswerInBinary(bytes, message);
  AnswerInText(message);
  return 0;
}
