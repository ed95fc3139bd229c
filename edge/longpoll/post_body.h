#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Reads the messages out of what a long-poll client posted, one after the other. A body of type
// application/x-ndjson has a message in each line: JSON, or the base64 of a binary frame. Any other
// body is one message of JSON. Empty lines, and an empty body, are no message.
class PostBody {
 public:
  enum class Kind { kText, kBinary, kBadText, kBadBase64, kEnd };

  // `content_type` as the header has it; empty if there is none.
  PostBody(absl::string_view content_type, std::string body);

  // kText and kBinary set `message`, which is valid until the next call and followed by 64 readable
  // bytes; a text is valid UTF-8.
  Kind Next(absl::string_view* message);

 private:
  absl::string_view NextLine();

  const bool lines_;
  std::string body_;
  std::size_t read_ = 0;
  std::string decoded_;
};

}  // namespace lossy::edge
