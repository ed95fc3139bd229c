#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/close_code.h"
#include "edge/websocket/frame.h"

namespace lossy::edge {

// One result of reading a client's bytes.
struct Inbound {
  enum class Kind {
    kIncomplete,  // More bytes are needed.
    kMessage,     // A whole text or binary message, its fragments joined; text is UTF-8.
    kPing,
    kPong,
    kClose,
    kViolation,  // The connection must be closed with close_code.
  };
  Kind kind = Kind::kIncomplete;
  Opcode opcode = Opcode::kText;
  // The caller must inflate the payload, and must then check that a text is UTF-8.
  bool compressed = false;
  // Unmasked. Points into the input or into the reader; valid until the next call.
  absl::string_view payload;
  // Of kClose: the client's code, or 0 if it sent none. Of kViolation: the code to close with.
  std::uint16_t close_code = 0;
  // Of kViolation: the problem in words, for the client's developer.
  absl::string_view problem = {};
};

// Reads the frames of one client (RFC 6455), and joins fragments to messages. It takes memory only
// while a message is fragmented. Not thread-safe.
class FrameReader {
 public:
  // Accepts compressed messages from now on.
  void AllowCompression() { compression_ = true; }

  // Reads the next frame in `data` from `*consumed` on, unmasks it in place, and adds its size to
  // `*consumed`. Reads on after a fragment that completes no message. `max_message` bounds the
  // bytes of the joined message. 64 readable bytes must follow `data`.
  Inbound Next(char* data, std::size_t size, std::size_t max_message, std::size_t* consumed);

  // The size of the incomplete frame in bytes, or 0 if its header is incomplete, too.
  std::size_t wanted() const { return wanted_; }
  bool in_fragments() const { return fragments_ != nullptr; }
  // Bytes of memory that the fragments take.
  std::size_t held() const { return fragments_ == nullptr ? 0 : fragments_->capacity(); }
  // Frees that memory. The caller must not read any more.
  void Drop() { fragments_.reset(); }

 private:
  struct Header;

  Inbound Take(const Header& header, char* payload);
  Inbound TakeData(const Header& header, absl::string_view payload);

  // The fragments so far; nullptr if there are none.
  std::unique_ptr<std::string> fragments_;
  std::uint32_t wanted_ = 0;
  Opcode fragmented_opcode_ = Opcode::kText;
  bool fragments_taken_ = false;
  bool fragments_compressed_ = false;
  bool compression_ = false;
};

}  // namespace lossy::edge
