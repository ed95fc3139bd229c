#pragma once

#include <cstddef>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace lossy::notifications {

constexpr int kShardBits = 6;
constexpr std::size_t kShards = std::size_t{1} << kShardBits;

// Which part of a table that is split into kShards has the topic.
inline std::size_t ShardOf(absl::string_view topic) {
  // The upper bits: a hash map inside the shard goes by the lower ones.
  return absl::HashOf(topic) >> (8 * sizeof(std::size_t) - kShardBits);
}

}  // namespace lossy::notifications
