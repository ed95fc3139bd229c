#include "services/notifications/subscriptions/hub_topics.h"

#include <iterator>

#include "absl/algorithm/container.h"

namespace lossy::notifications {

std::shared_ptr<HubTopic> HubTopics::Find(absl::string_view name) {
  Shard& shard = shards_[ShardOf(name)];
  base::MutexLock lock(shard.mutex);
  auto found = shard.topics.find(name);
  return found == shard.topics.end() ? nullptr : found->second;
}

std::shared_ptr<HubTopic> HubTopics::FindOrMake(const std::string& name) {
  Shard& shard = shards_[ShardOf(name)];
  base::MutexLock lock(shard.mutex);
  auto found = shard.topics.find(name);
  if (found != shard.topics.end()) return found->second;
  auto topic = std::make_shared<HubTopic>(name);
  shard.topics.emplace(topic->name, topic);
  // The object follows the topic before the hub reads the head, so that the hub receives every
  // later event.
  bus_.Follow(topic->name);
  return topic;
}

void HubTopics::Remove(const std::shared_ptr<HubTopic>& closed) {
  Shard& shard = shards_[ShardOf(closed->name)];
  base::MutexLock lock(shard.mutex);
  auto found = shard.topics.find(closed->name);
  if (found == shard.topics.end() || found->second != closed) return;
  shard.topics.erase(found);
  bus_.Unfollow(closed->name);
}

std::vector<std::shared_ptr<HubTopic>> HubTopics::All() {
  std::vector<std::shared_ptr<HubTopic>> all;
  for (std::size_t shard = 0; shard < kShards; ++shard)
    absl::c_move(InShard(shard), std::back_inserter(all));
  return all;
}

std::vector<std::shared_ptr<HubTopic>> HubTopics::InShard(std::size_t shard) {
  std::vector<std::shared_ptr<HubTopic>> topics;
  base::MutexLock lock(shards_[shard].mutex);
  for (const auto& [name, topic] : shards_[shard].topics) topics.push_back(topic);
  return topics;
}

bool HubTopics::IsEmpty() {
  for (Shard& shard : shards_) {
    base::MutexLock lock(shard.mutex);
    if (!shard.topics.empty()) return false;
  }
  return true;
}

}  // namespace lossy::notifications
