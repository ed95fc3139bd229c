#pragma once

#include <cstddef>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace lossy::notifications {

constexpr int kShardBits = 6;
constexpr std::size_t kShards = std::size_t{1} << kShardBits;

// Returns the index, from 0 to kShards - 1, of the topic's shard. The tables of topics have kShards
// parts, each with its own mutex, so that threads seldom wait for each other.
inline std::size_t ShardOf(absl::string_view topic) {
  // Uses the upper bits, because the hash map inside the shard uses the lower ones.
  return absl::HashOf(topic) >> (8 * sizeof(std::size_t) - kShardBits);
}

}  // namespace lossy::notifications
