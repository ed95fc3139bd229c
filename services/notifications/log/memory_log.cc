#include "services/notifications/log/memory_log.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/notifications/log/epoch.h"

namespace lossy::notifications {
namespace {

// The memory of an event besides its text: its objects and its entries in the tables.
constexpr std::size_t kEventOverhead = 256;

std::size_t Cost(const TopicLog::NewEvent& event) {
  return kEventOverhead + event.topic.size() + 2 * event.event_id.size() +
         event.event.ByteSizeLong();
}

v1::Position At(const v1::Position& head, std::int64_t offset) {
  v1::Position position = head;
  position.set_offset(offset);
  return position;
}

}  // namespace

std::vector<absl::StatusOr<TopicLog::Appended>> MemoryLog::AppendAll(std::vector<NewEvent> events) {
  std::vector<absl::StatusOr<Appended>> answers;
  answers.reserve(events.size());
  absl::flat_hash_map<absl::string_view, absl::Status> failed;
  for (const NewEvent& event : events) {
    const auto before = failed.find(event.topic);
    answers.push_back(before == failed.end() ? AppendOne(event) : before->second);
    if (!answers.back().ok()) failed.emplace(event.topic, answers.back().status());
  }
  return answers;
}

absl::StatusOr<TopicLog::Appended> MemoryLog::AppendOne(const NewEvent& event) {
  const std::size_t cost = Cost(event);
  // Must come before the shard is locked, because another shard may have to lose histories.
  if (!Reserve(cost)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the log is full: ", options_.bytes, " bytes"));
  }
  const absl::Time now = clock_.Steady();
  Shard& shard = shards_[ShardOf(event.topic)];
  base::MutexLock lock(shard.mutex);
  absl::StatusOr<Topics::iterator> used = Use(shard, event.topic, now);
  if (!used.ok()) {
    bytes_ -= cost;
    return used.status();
  }
  Topic& topic = **used;
  if (absl::optional<std::int64_t> first = topic.history.Find(event.event_id)) {
    bytes_ -= cost;
    return Appended{.position = At(topic.head, *first), .event = nullptr};
  }
  if (const absl::optional<v1::Redaction> redaction = AsRedaction(event.event)) {
    topic.history.Redact(*redaction);
  }
  topic.head.set_offset(topic.head.offset() + 1);
  Appended appended{
      .position = topic.head,
      .event = MakeEvent(event.topic, topic.head, event.event_id, event.event, event.origin)};
  Add(shard, *used, appended.event, cost, now);
  return appended;
}

absl::StatusOr<TopicLog::Range> MemoryLog::Read(const std::string& name,
                                                const absl::optional<v1::Position>& after,
                                                int limit) {
  Shard& shard = shards_[ShardOf(name)];
  base::MutexLock lock(shard.mutex);
  absl::StatusOr<Topics::iterator> used = Use(shard, name, clock_.Steady());
  if (!used.ok()) return used.status();
  const Topic& topic = **used;
  const std::int64_t head = topic.head.offset();
  const std::int64_t oldest = head - static_cast<std::int64_t>(topic.history.size());
  const std::int64_t from = after.has_value() ? after->offset() : oldest;
  if (after.has_value() && after->epoch() != topic.head.epoch()) {
    return absl::OutOfRangeError("the epoch is over");
  }
  if (from < oldest || from > head) {
    return absl::OutOfRangeError("history does not reach back to that position");
  }
  Range range{.events = topic.history.Last(head - from, limit), .head = topic.head};
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < range.events.size(); ++i) {
    if (bytes >= kReadBytes) {
      range.events.resize(i);
      break;
    }
    bytes += static_cast<std::int64_t>(range.events[i]->encoded.size());
  }
  return range;
}

absl::StatusOr<std::vector<v1::Position>> MemoryLog::Heads(
    absl::Span<const absl::string_view> topics) {
  const absl::Time now = clock_.Steady();
  std::vector<v1::Position> heads;
  heads.reserve(topics.size());
  for (absl::string_view name : topics) {
    Shard& shard = shards_[ShardOf(name)];
    base::MutexLock lock(shard.mutex);
    absl::StatusOr<Topics::iterator> used = Use(shard, name, now);
    if (!used.ok()) return used.status();
    heads.push_back((*used)->head);
  }
  return heads;
}

absl::Status MemoryLog::EndEpochs(absl::Span<const absl::string_view> topics) {
  for (absl::string_view name : topics) {
    Shard& shard = shards_[ShardOf(name)];
    base::MutexLock lock(shard.mutex);
    const auto found = shard.by_name.find(name);
    if (found != shard.by_name.end()) BeginEpoch(*found->second);
  }
  if (!topics.empty()) return absl::OkStatus();
  for (Shard& shard : shards_) {
    base::MutexLock lock(shard.mutex);
    for (const auto& [name, topic] : shard.by_name) BeginEpoch(*topic);
  }
  return absl::OkStatus();
}

void MemoryLog::BeginEpoch(Topic& topic) {
  topic.head.set_epoch(NewEpoch());
  topic.history.SetEpoch(topic.name, topic.head.epoch());
}

void MemoryLog::Sweep() {
  const absl::Time now = clock_.Steady();
  for (Shard& shard : shards_) {
    base::MutexLock lock(shard.mutex);
    Expire(shard, now);
  }
}

// Returns the topic after old events have expired. Makes a topic that does not exist.
absl::StatusOr<MemoryLog::Topics::iterator> MemoryLog::Use(Shard& shard, absl::string_view name,
                                                           absl::Time now) {
  Expire(shard, now);
  auto found = shard.by_name.find(name);
  if (found == shard.by_name.end()) return Make(shard, name, now);
  const Topics::iterator topic = found->second;
  if (topic->history.empty()) {
    topic->used = now;
    shard.idle.splice(shard.idle.end(), shard.idle, topic);
    return topic;
  }
  // Expire drops the newest event, and then moves the topic.
  while (topic->history.size() > 1 && topic->history.oldest_at() + options_.history_age < now) {
    DropOldest(*topic);
  }
  return topic;
}

absl::StatusOr<MemoryLog::Topics::iterator> MemoryLog::Make(Shard& shard, absl::string_view name,
                                                            absl::Time now) {
  if (++topics_ > options_.topics) {
    --topics_;
    return absl::ResourceExhaustedError(absl::StrCat("too many topics: ", options_.topics));
  }
  const Topics::iterator topic = shard.idle.emplace(shard.idle.end());
  topic->name = std::string(name);
  topic->head.set_epoch(NewEpoch());
  topic->used = now;
  shard.by_name.emplace(topic->name, topic);
  return topic;
}

void MemoryLog::Add(Shard& shard, Topics::iterator topic, EventPtr event, std::size_t bytes,
                    absl::Time now) {
  History& history = topic->history;
  Topics& from = history.empty() ? shard.idle : shard.kept;
  shard.kept.splice(shard.kept.end(), from, topic);
  history.Add(std::move(event), now, bytes);
  while (history.size() > options_.history_events ||
         (history.bytes() > options_.history_bytes && history.size() > 1)) {
    DropOldest(*topic);
  }
}

void MemoryLog::DropOldest(Topic& topic) {
  const std::size_t before = topic.history.bytes();
  topic.history.DropOldest();
  bytes_ -= before - topic.history.bytes();
}

void MemoryLog::Empty(Shard& shard, Topics::iterator topic, absl::Time now) {
  bytes_ -= topic->history.bytes();
  topic->history.Clear();
  topic->used = now;
  shard.idle.splice(shard.idle.end(), shard.kept, topic);
}

void MemoryLog::Expire(Shard& shard, absl::Time now) {
  const absl::Time bound = now - options_.history_age;
  while (!shard.kept.empty() && shard.kept.front().history.newest_at() < bound) {
    Empty(shard, shard.kept.begin(), now);
  }
  while (!shard.idle.empty() && shard.idle.front().used < bound) {
    shard.by_name.erase(shard.idle.front().name);
    shard.idle.pop_front();
    --topics_;
  }
}

bool MemoryLog::Reserve(std::size_t bytes) {
  bytes_ += bytes;
  std::size_t fruitless = 0;
  while (bytes_ > options_.bytes && fruitless < kShards) {
    fruitless = ShedOne(shards_[shed_from_++ % kShards]) ? 0 : fruitless + 1;
  }
  if (bytes_ <= options_.bytes) return true;
  bytes_ -= bytes;
  return false;
}

bool MemoryLog::ShedOne(Shard& shard) {
  base::MutexLock lock(shard.mutex);
  if (shard.kept.empty()) return false;
  Empty(shard, shard.kept.begin(), clock_.Steady());
  return true;
}

}  // namespace lossy::notifications
