#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/log/history.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// A TopicLog in memory. Its events are lost when the process ends. Thread-safe; no call blocks for
// long.
class MemoryLog final : public TopicLog {
 public:
  struct Options {
    // The bounds of one topic's history. The newest event stays even if it alone is larger.
    std::size_t history_events = 1000;
    std::size_t history_bytes = 4 << 20;
    // The log drops an event after this time, and a topic without events after this time without
    // use.
    absl::Duration history_age = absl::Hours(1);

    // The most topics. A call about a further topic returns RESOURCE_EXHAUSTED.
    std::size_t topics = 2'000'000;
    // The most bytes of all topics. Beyond it the log drops whole histories, roughly in the order
    // of their last events. An append returns RESOURCE_EXHAUSTED if that is not enough.
    std::size_t bytes = 1 << 30;
  };

  // `clock` must outlive the log.
  MemoryLog(Options options, const base::Clock& clock) : options_(options), clock_(clock) {}

  std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) override;
  absl::StatusOr<Range> Read(const std::string& topic, const absl::optional<v1::Position>& after,
                             int limit) override;
  absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) override;
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics) override;
  // A log in memory is never restored to an earlier state.
  absl::Status EndIfRolledBack(const std::string&, const v1::Position&) override {
    return absl::OkStatus();
  }

  // Drops old events and topics. Must be called about once a second: otherwise only topics in use
  // lose old events.
  void Sweep();

  std::size_t topics() const { return topics_; }
  // The approximate memory of the histories, bookkeeping included.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Topic {
    std::string name;
    v1::Position head;
    History history;
    absl::Time used;
  };
  using Topics = std::list<Topic>;

  struct Shard {
    base::Mutex mutex;
    // Topics with a history, in the order of their last event.
    Topics kept LOSSY_GUARDED_BY(mutex);
    // Topics without a history, in the order of their last use.
    Topics idle LOSSY_GUARDED_BY(mutex);
    absl::flat_hash_map<absl::string_view, Topics::iterator> by_name LOSSY_GUARDED_BY(mutex);
  };

  absl::StatusOr<Appended> AppendOne(const NewEvent& event);
  absl::StatusOr<Topics::iterator> Use(Shard& shard, absl::string_view name, absl::Time now)
      LOSSY_REQUIRES(shard.mutex);
  absl::StatusOr<Topics::iterator> Make(Shard& shard, absl::string_view name, absl::Time now)
      LOSSY_REQUIRES(shard.mutex);
  void Add(Shard& shard, Topics::iterator topic, EventPtr event, std::size_t bytes, absl::Time now)
      LOSSY_REQUIRES(shard.mutex);
  static void BeginEpoch(Topic& topic);
  void DropOldest(Topic& topic);
  void Empty(Shard& shard, Topics::iterator topic, absl::Time now) LOSSY_REQUIRES(shard.mutex);
  void Expire(Shard& shard, absl::Time now) LOSSY_REQUIRES(shard.mutex);

  // Reserves bytes, and drops old histories if necessary.
  bool Reserve(std::size_t bytes);
  bool ShedOne(Shard& shard);

  const Options options_;
  const base::Clock& clock_;
  std::array<Shard, kShards> shards_;
  std::atomic<std::size_t> topics_{0};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> shed_from_{0};  // The next shard to lose histories.
};

}  // namespace lossy::notifications
