#include "services/notifications/subscriptions/hub_topics.h"

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
  for (Shard& shard : shards_) {
    base::MutexLock lock(shard.mutex);
    for (const auto& [name, topic] : shard.topics) all.push_back(topic);
  }
  return all;
}

}  // namespace lossy::notifications
