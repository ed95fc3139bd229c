#include "services/notifications/subscriptions/head_watch.h"

#include <iterator>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "base/time/clock.h"
#include "services/notifications/events/shard.h"

namespace lossy::notifications {

HeadWatch::HeadWatch(TopicLog& log, HubTopics& topics, absl::Duration pass)
    : log_(log),
      topics_(topics),
      shard_pause_(pass / static_cast<std::int64_t>(kShards)),
      shard_at_(base::SteadyNow() + shard_pause_) {}

absl::StatusOr<HeadWatch::Due> HeadWatch::Next() {
  Due due;
  {
    base::MutexLock lock(mutex_);
    due.mark = mark_;
  }
  if (topics_.IsEmpty()) return due;
  const absl::StatusOr<TopicLog::Changes> changes = log_.Changed(due.mark);
  if (!changes.ok()) return changes.status();
  due.mark = changes->mark;
  {
    base::MutexLock lock(mutex_);
    due.suspects.assign(suspects_.begin(), suspects_.end());
    suspects_.clear();
  }
  AddChanged(*changes, due);
  AddShard(due);
  return due;
}

void HeadWatch::AddChanged(const TopicLog::Changes& changes, Due& due) {
  if (absl::c_linear_search(changes.prefixes, "")) {
    due.topics = topics_.All();
    return;
  }
  absl::flat_hash_set<absl::string_view> names(changes.topics.begin(), changes.topics.end());
  names.insert(due.suspects.begin(), due.suspects.end());
  for (const absl::string_view name : names) {
    if (std::shared_ptr<HubTopic> topic = topics_.Find(name))
      due.topics.push_back(std::move(topic));
  }
  if (changes.prefixes.empty()) return;
  absl::c_copy_if(topics_.All(), std::back_inserter(due.topics), [&](const auto& topic) {
    return absl::c_any_of(changes.prefixes, [&](absl::string_view prefix) {
      return absl::StartsWith(topic->name, prefix);
    });
  });
}

void HeadWatch::AddShard(Due& due) {
  std::size_t shard = 0;
  {
    base::MutexLock lock(mutex_);
    const absl::Time now = base::SteadyNow();
    if (now < shard_at_) return;
    shard_at_ = now + shard_pause_;
    shard = std::exchange(shard_, (shard_ + 1) % kShards);
  }
  absl::c_move(topics_.InShard(shard), std::back_inserter(due.topics));
}

void HeadWatch::Checked(const Due& due) {
  base::MutexLock lock(mutex_);
  mark_ = due.mark;
}

void HeadWatch::Failed(const Due& due) {
  base::MutexLock lock(mutex_);
  suspects_.insert(due.suspects.begin(), due.suspects.end());
}

void HeadWatch::Suspect(const std::string& topic) {
  base::MutexLock lock(mutex_);
  suspects_.insert(topic);
}

}  // namespace lossy::notifications
