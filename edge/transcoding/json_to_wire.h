#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"
#include "edge/transcoding/unknown_keys.h"

namespace lossy::edge {

// The number of bytes behind a JSON text that must be readable, because simdjson reads ahead. Their
// values do not matter.
inline constexpr std::size_t kJsonPadding = 64;

// A copy of a JSON text that kJsonPadding readable bytes follow.
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

// Appends the protobuf wire form of a JSON object, by the rules in lossy/channel/v1/channel.proto.
// null is an object without members. kJsonPadding readable bytes must follow `json`.
//
// Errors are INVALID_ARGUMENT and name the field by the client's path ("filters.limit",
// "chunks[1].text"). They name "payload" if the text is malformed, is not an object, or is nested
// deeper than a service can parse. After an error the appended bytes are undefined.
//
// If a key occurs twice, the last value wins, but lists are joined. Keys that no field has are
// ignored, and added to `unknown` unless it is nullptr; after an error, those before it.
// Thread-safe; each thread keeps a parser.
absl::Status JsonToWire(const MessageTable& table, absl::string_view json, std::string* out,
                        UnknownKeys* unknown = nullptr);

}  // namespace lossy::edge
