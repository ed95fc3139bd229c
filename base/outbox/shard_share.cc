#include "base/outbox/shard_share.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

// The least time between two notifications of the other replicas.
constexpr absl::Duration kNotifyPause = absl::Milliseconds(20);
// The least time between two comparisons because of notifications.
constexpr absl::Duration kComparePause = absl::Milliseconds(100);

}  // namespace

int FairShare(int members, int place) {
  return kShards / members + (place < kShards % members ? 1 : 0);
}

absl::Time ShardShare::NextCompare() const {
  if (queued_ && !LeadsAll()) return compared_at_ + kNotifyPause;
  const bool may_change = lacks_shards_ || LeadsAll();
  if (notified_ && may_change) return compared_at_ + kComparePause;
  return LeadsAll() ? absl::InfiniteFuture() : compared_at_ + takeover_;
}

absl::StatusOr<int> ShardShare::Compare() {
  const absl::StatusOr<ShardLocks::Census> census = locks_.Count(queued_ || lacks_shards_);
  if (!census.ok()) return census.status();
  compared_at_ = SteadyNow();
  queued_ = false;
  notified_ = false;
  const int share = FairShare(std::max(1, census->members), census->place);
  const int missing = share - static_cast<int>(shards_.size());
  lacks_shards_ = missing > 0;
  return missing;
}

absl::StatusOr<bool> ShardShare::Take(int number) {
  std::vector<int> others;
  for (int shard = 0; shard < kShards; ++shard) {
    if (!absl::c_linear_search(shards_, shard)) others.push_back(shard);
  }
  const absl::StatusOr<std::vector<int>> taken = locks_.Take(others, number);
  if (!taken.ok()) return taken.status();
  shards_.insert(shards_.end(), taken->begin(), taken->end());
  lacks_shards_ = static_cast<int>(taken->size()) < number;
  return !taken->empty();
}

absl::Status ShardShare::Release(int number) {
  const std::vector<int> released(shards_.end() - number, shards_.end());
  shards_.resize(shards_.size() - released.size());
  return locks_.Release(released);
}

}  // namespace lossy::base
