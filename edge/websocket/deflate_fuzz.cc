#include "edge/websocket/deflate.h"

#include <cstddef>
#include <cstdint>

#include "base/testing/fuzzing.h"

namespace {

using lossy::base::Require;
using lossy::edge::Deflate;
using lossy::edge::FramePtr;
using lossy::edge::Opcode;

constexpr std::size_t kMaxMessage = 5000;

}  // namespace

// The input as what a client says is compressed, and as what is to be compressed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Deflate* const deflate = new Deflate;
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  absl::string_view message;

  if (deflate->Inflate(input, kMaxMessage, &message) == Deflate::Result::kDone) {
    Require(message.size() <= kMaxMessage, "no message is larger than it may be");
  }

  const FramePtr frame = deflate->Encode(Opcode::kText, {{input}});
  Require(deflate->Inflate(frame->payload(), size, &message) == Deflate::Result::kDone,
          "what was compressed can be inflated, whatever came before");
  Require(message == input, "it is the same then");
  if (size == 0) return 0;
  Require(deflate->Inflate(frame->payload(), size - 1, &message) == Deflate::Result::kTooBig,
          "the limit holds to the byte");
  return 0;
}
