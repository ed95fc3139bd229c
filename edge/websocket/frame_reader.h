#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/close_code.h"
#include "edge/websocket/frame.h"

namespace lossy::edge {

// What a client's bytes turned out to be.
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
  // The payload has to be inflated; then it may turn out to be no UTF-8.
  bool compressed = false;
  // Unmasked; points into what was read or into the reader, until the next call.
  absl::string_view payload;
  // Of kClose (0: the client gave none) and kViolation.
  std::uint16_t close_code = 0;
  // Of kViolation: the reason in words, for the client's developer.
  absl::string_view problem = {};
};

// Reads RFC 6455 frames as a server. Holds memory only while a message is in pieces.
class FrameReader {
 public:
  // Messages may be compressed from now on.
  void AllowCompression() { compression_ = true; }

  // Takes the next frame off `data`, unmasking it in place, and adds its size to `consumed`. A
  // fragment that completes nothing is taken, and the next frame read. `max_message` bounds the
  // assembled message.
  Inbound Next(char* data, std::size_t size, std::size_t max_message, std::size_t* consumed);

  // How many bytes the frame that is being waited for has, as far as its header is there. 0:
  // unknown.
  std::size_t wanted() const { return wanted_; }
  bool in_fragments() const { return fragments_ != nullptr; }
  // Bytes of memory that the message in pieces takes.
  std::size_t held() const { return fragments_ == nullptr ? 0 : fragments_->capacity(); }
  // Gives them back. Nothing may be read any more.
  void Drop() { fragments_.reset(); }

 private:
  struct Header;

  Inbound Take(const Header& header, char* payload);
  Inbound TakeData(const Header& header, absl::string_view payload);

  // The message so far; there while a fragmented one is under way.
  std::unique_ptr<std::string> fragments_;
  std::uint32_t wanted_ = 0;
  Opcode fragmented_opcode_ = Opcode::kText;
  bool fragments_taken_ = false;
  bool fragments_compressed_ = false;
  bool compression_ = false;
};

}  // namespace lossy::edge
