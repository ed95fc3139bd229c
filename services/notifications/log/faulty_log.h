#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "services/notifications/log/memory_log.h"

namespace lossy::notifications {

// A TopicLog for tests, in memory. A test can make every call return `failure`, or make the log
// lose all topics. It counts the reading calls. Not thread-safe.
class FaultyLog : public TopicLog {
 public:
  explicit FaultyLog(const base::Clock& clock) : clock_(clock) { Lose(); }

  // Replaces the log by an empty one with new epochs.
  void Lose() { log_.emplace(MemoryLog::Options{.history_events = 20}, clock_); }

  std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) override {
    if (!failure.ok()) return std::vector<absl::StatusOr<Appended>>(events.size(), failure);
    return log_->AppendAll(std::move(events));
  }
  absl::StatusOr<Range> Read(const std::string& topic, const absl::optional<v1::Position>& after,
                             int limit) override {
    ++reads;
    if (!failure.ok()) return failure;
    return log_->Read(topic, after, limit);
  }
  absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) override {
    ++head_reads;
    if (!failure.ok()) return failure;
    heads_read += topics.size();
    absl::StatusOr<std::vector<v1::Position>> heads = log_->Heads(topics);
    if (const auto run = std::exchange(after_heads, nullptr)) run();
    return heads;
  }
  absl::StatusOr<Changes> Changed(const Mark& mark) override {
    if (!failure.ok()) return failure;
    this->mark = mark;
    return changes.has_value() ? *changes : log_->Changed(mark);
  }
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics) override {
    return failure.ok() ? log_->EndEpochs(topics) : failure;
  }
  absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known) override {
    return failure.ok() ? log_->EndIfRolledBack(topic, known) : failure;
  }

  absl::Status failure;             // OK: the calls work.
  absl::optional<Changes> changes;  // The result of Changed. Empty: that of the log in memory.
  Mark mark;                        // That of the last call of Changed.
  int reads = 0;                    // The calls of Read.
  int head_reads = 0;               // The calls of Heads.
  std::size_t heads_read = 0;       // The topics of those calls.
  // Runs once, after the next reading of heads and before the caller receives them.
  std::function<void()> after_heads;

 private:
  const base::Clock& clock_;
  absl::optional<MemoryLog> log_;
};

}  // namespace lossy::notifications
