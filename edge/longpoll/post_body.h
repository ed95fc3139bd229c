#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Splits the body of a long-poll client's post into messages. Not thread-safe.
//
// A body of type application/x-ndjson has one message in each line: JSON, or a binary message in
// base64. Any other body is one JSON message. Empty lines and an empty body have no message.
class PostBody {
 public:
  enum class Kind { kText, kBinary, kBadText, kBadBase64, kEnd };

  // `content_type` is the value of the header, or empty.
  PostBody(absl::string_view content_type, std::string body);

  // Reads the next message and returns its kind:
  //
  // - kText, kBinary: `message` is set. It is valid until the next call, and 64 readable bytes
  //   follow it. A text is valid UTF-8.
  // - kBadText, kBadBase64: the message is not UTF-8, or not base64.
  // - kEnd: there are no more messages.
  Kind Next(absl::string_view* message);

 private:
  absl::string_view NextLine();

  const bool lines_;
  std::string body_;
  std::size_t read_ = 0;
  std::string decoded_;
};

}  // namespace lossy::edge
