#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The messages in the body of a long-poll client's post. A body of type application/x-ndjson has a
// message in each line: JSON, or the base64 of a binary message. Any other body is one message of
// JSON. An empty line, and an empty body, has no message. Not thread-safe.
class PostBody {
 public:
  enum class Kind { kText, kBinary, kBadText, kBadBase64, kEnd };

  // `content_type` is the value of the header, or empty.
  PostBody(absl::string_view content_type, std::string body);

  // Returns the kind of the next message. kText and kBinary set `message`, which is valid until the
  // next call and followed by 64 readable bytes. A text is valid UTF-8.
  Kind Next(absl::string_view* message);

 private:
  absl::string_view NextLine();

  const bool lines_;
  std::string body_;
  std::size_t read_ = 0;
  std::string decoded_;
};

}  // namespace lossy::edge
