#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/frame.h"

namespace lossy::edge {

// Compression of messages (permessage-deflate, RFC 7692) without a context from one to the next, so
// that all connections of a thread share one, and none holds memory for it. Not thread-safe.
class Deflate {
 public:
  enum class Result { kDone, kTooBig, kMalformed };

  Deflate();
  ~Deflate();

  // A compressed message as a frame of its own.
  FramePtr Encode(Opcode opcode, MessageParts parts);
  // The same for a message that others are sent, too: the last one is kept for the next who asks.
  FramePtr Compressed(const FramePtr& frame);
  // Forgets what was kept.
  void Clear();

  // The message that was compressed to `payload`, at most `max_message` bytes. `message` points to
  // memory that the next call overwrites, and is followed by 64 readable bytes.
  Result Inflate(absl::string_view payload, std::size_t max_message, absl::string_view* message);

 private:
  struct Streams;  // Keeps zlib out of this header's users.

  const std::unique_ptr<Streams> streams_;
  std::string inflated_;
  FramePtr last_;
  FramePtr last_compressed_;
};

}  // namespace lossy::edge
