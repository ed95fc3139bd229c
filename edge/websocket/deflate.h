#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Compresses and inflates messages (permessage-deflate, RFC 7692). No context is kept from one
// message to the next, so all connections of a thread share one Deflate and hold no memory for it.
// The zlib streams (about 300 KB) exist from the first use on. Not thread-safe.
class Deflate {
 public:
  enum class Result {
    kDone,
    kTooBig,     // The message is larger than the caller accepts.
    kMalformed,  // The payload is not a deflate stream.
  };

  Deflate();
  ~Deflate();

  // Returns the parts as one compressed message, which has its frame header.
  EncodedMessagePtr Encode(MessageKind kind, MessageParts parts);
  // Returns the compressed form of a message that many clients are sent. The last result is kept
  // until Clear, so that the next caller with the same message gets it without compressing again.
  EncodedMessagePtr Compressed(const EncodedMessagePtr& message);
  // Releases the kept message. To be called at the end of each loop iteration.
  void Clear();

  // Inflates `payload` to at most `max_message` bytes. `message` then points to memory that is
  // valid until the next call and is followed by 64 readable bytes.
  Result Inflate(absl::string_view payload, std::size_t max_message, absl::string_view* message);

 private:
  struct Streams;  // Keeps zlib out of this header.

  Streams& streams();

  std::unique_ptr<Streams> streams_;
  std::string inflated_;
  EncodedMessagePtr last_;
  EncodedMessagePtr last_compressed_;
};

}  // namespace lossy::edge
