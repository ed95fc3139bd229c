#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// A key of a client's JSON that no field of the message has.
struct UnknownKey {
  // The path of the key: "filters.limt", "chunks[1].txt". The key itself is cut after 100 bytes,
  // and "…" replaces a path of its object over 200 bytes.
  std::string path;
  // The path with the most similar key of the message. Empty: no key is similar.
  std::string suggestion;
};

// Collects the unknown keys of one JSON text. Not thread-safe.
class UnknownKeys {
 public:
  // Further keys are dropped.
  static constexpr std::size_t kMost = 8;
  static constexpr std::size_t kMaxKeyBytes = 100;

  // `options` are keys of the outermost object that the caller reads itself. They must outlive the
  // object.
  explicit UnknownKeys(absl::Span<const absl::string_view> options = {}) : options_(options) {}

  // Adds a key of an object that `table` describes. `parent` is the path of the object, empty for
  // the outermost one. Does nothing if the key is an option, or if kMost keys are there.
  void Add(const MessageTable& table, absl::string_view parent, absl::string_view key);

  // Returns true if Add would do nothing for all keys.
  bool full() const { return keys_.size() >= kMost; }

  const std::vector<UnknownKey>& keys() const { return keys_; }

 private:
  const absl::Span<const absl::string_view> options_;
  std::vector<UnknownKey> keys_;
};

}  // namespace lossy::edge
