#include "edge/websocket/deflate.h"

#include <cstddef>
#include <cstdint>

#include "base/testing/fuzzing.h"

namespace {

using lossy::base::Require;
using lossy::edge::Deflate;
using lossy::edge::EncodedMessagePtr;
using lossy::edge::MessageKind;

constexpr std::size_t kMaxMessage = 5000;

}  // namespace

// Inflates the input as if a client had sent it compressed, then compresses and inflates it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Deflate* const deflate = new Deflate;
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  absl::string_view message;

  if (deflate->Inflate(input, kMaxMessage, &message) == Deflate::Result::kDone) {
    Require(message.size() <= kMaxMessage, "no message is larger than it may be");
  }

  const EncodedMessagePtr frame = deflate->Encode(MessageKind::kText, {{input}});
  Require(deflate->Inflate(frame->payload(), size, &message) == Deflate::Result::kDone,
          "what was compressed can be inflated, whatever came before");
  Require(message == input, "it is the same then");
  if (size == 0) return 0;
  Require(deflate->Inflate(frame->payload(), size - 1, &message) == Deflate::Result::kTooBig,
          "the limit holds to the byte");
  return 0;
}
