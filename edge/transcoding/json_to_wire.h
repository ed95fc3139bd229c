#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Bytes that must be readable behind the JSON text. What they are does not matter.
inline constexpr std::size_t kJsonPadding = 64;

// A copy of `json` that is followed by kJsonPadding bytes of its own.
class PaddedJson {
 public:
  explicit PaddedJson(absl::string_view json) : text_(json), size_(json.size()) {
    text_.append(kJsonPadding, ' ');
  }
  absl::string_view view() const { return absl::string_view(text_.data(), size_); }

 private:
  std::string text_;
  std::size_t size_;
};

// Appends the wire form of a JSON object, by the rules in lossy/channel/v1/channel.proto; null is
// an object without members. `json` must be followed by kJsonPadding readable bytes. Errors are
// invalid_argument and name the field by its path as the client wrote it ("filters.limit",
// "chunks[1].text"), or "payload" when the text is malformed, no object, or nested deeper than a
// service could parse it; what was appended by then is of no use. A key that is there twice counts
// twice: the last one wins, lists are joined. Thread-safe; keeps a parser for each thread.
absl::Status JsonToWire(const MessageTable& table, absl::string_view json, std::string* out);

}  // namespace lossy::edge
