#pragma once

#include <cstddef>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace lossy::notifications {

constexpr int kShardBits = 6;
constexpr std::size_t kShards = std::size_t{1} << kShardBits;

// Returns the index of the topic's shard in a table that is split into kShards.
inline std::size_t ShardOf(absl::string_view topic) {
  // The upper bits, because the hash map inside the shard uses the lower ones.
  return absl::HashOf(topic) >> (8 * sizeof(std::size_t) - kShardBits);
}

}  // namespace lossy::notifications
