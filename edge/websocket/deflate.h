#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Compresses and inflates WebSocket messages (permessage-deflate, RFC 7692). It keeps no context
// from one message to the next. All connections of a thread can therefore share one Deflate, and
// need no memory of their own. The first use allocates zlib's streams of about 300 KB. Not
// thread-safe.
class Deflate {
 public:
  enum class Result {
    kDone,
    kTooBig,     // The message is larger than the caller accepts.
    kMalformed,  // The payload is not a deflate stream.
  };

  Deflate();
  ~Deflate();

  // Returns the joined parts as one compressed message with its frame header.
  EncodedMessagePtr Encode(MessageKind kind, MessageParts parts);
  // Returns the compressed form of a message for many clients. The last result is kept until Clear,
  // so that the next call with the same message does not compress again.
  EncodedMessagePtr Compressed(const EncodedMessagePtr& message);
  // Releases the kept message. Must be called at the end of each loop iteration.
  void Clear();

  // Inflates `payload` to at most `max_message` bytes. On kDone, `message` is valid until the next
  // call, and 64 readable bytes follow it.
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
