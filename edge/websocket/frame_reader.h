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
  // True if the payload is compressed. The caller must inflate it, and must then check that a text
  // is UTF-8.
  bool compressed = false;
  // The unmasked payload. It points into the input or into the reader; valid until the next call.
  absl::string_view payload;
  // For kClose: the client's code, or 0 if it sent none. For kViolation: the code to close with.
  std::uint16_t close_code = 0;
  // For kViolation: the problem as text, for the client's developer.
  absl::string_view problem = {};
};

// Parses the WebSocket frames of one client (RFC 6455), and joins fragments into messages. It takes
// memory only while a message is fragmented. Not thread-safe.
class FrameReader {
 public:
  // Accepts compressed messages from now on.
  void AllowCompression() { compression_ = true; }

  // Reads the next frame in `data` from `*consumed` on, unmasks it in place, and adds its size to
  // `*consumed`. After a fragment that completes no message, it continues with the next frame.
  // `max_message` is the largest accepted message in bytes, joined but not inflated. 64 readable
  // bytes must follow `data`.
  Inbound Next(char* data, std::size_t size, std::size_t max_message, std::size_t* consumed);

  // Returns the size in bytes of the incomplete frame, or 0 if its header is incomplete, too.
  std::size_t wanted() const { return wanted_; }
  // Returns true while a message is fragmented.
  bool in_fragments() const { return fragments_ != nullptr; }
  // Returns the bytes of memory that the fragments take.
  std::size_t held() const { return fragments_ == nullptr ? 0 : fragments_->capacity(); }
  // Frees the memory of the fragments. Next must not be called afterwards.
  void Drop() { fragments_.reset(); }

 private:
  struct Header;

  Inbound Take(const Header& header, char* payload);
  Inbound TakeData(const Header& header, absl::string_view payload);

  // The joined fragments of the current message; nullptr if there are none.
  std::unique_ptr<std::string> fragments_;
  std::uint32_t wanted_ = 0;
  Opcode fragmented_opcode_ = Opcode::kText;
  bool fragments_taken_ = false;  // True if the next call of Next must free fragments_.
  bool fragments_compressed_ = false;
  bool compression_ = false;
};

}  // namespace lossy::edge
