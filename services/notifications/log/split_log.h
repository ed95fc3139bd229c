#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// A TopicLog that consists of two: one for the topics whose names begin with one of `prefixes`, one
// for all other topics. Only the marks of the second are those of this log: Changed returns all
// topics of the first. Thread-safe.
class SplitLog final : public TopicLog {
 public:
  // Both logs must outlive the object.
  SplitLog(std::vector<std::string> prefixes, TopicLog& prefixed, TopicLog& others)
      : prefixes_(std::move(prefixes)), logs_{&prefixed, &others} {}

  std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) override;
  absl::StatusOr<Range> Read(const std::string& topic, const absl::optional<v1::Position>& after,
                             int limit) override;
  std::size_t parts() const override;
  std::size_t PartOf(absl::string_view topic) const override;
  absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) override;
  absl::StatusOr<Changes> Changed(const Mark& mark) override;
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics) override;
  absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known) override;

 private:
  // The places of the logs in logs_.
  static constexpr std::size_t kPrefixed = 0;
  static constexpr std::size_t kOthers = 1;

  std::size_t NumberOf(absl::string_view topic) const;
  TopicLog& LogOf(absl::string_view topic) const { return *logs_[NumberOf(topic)]; }
  TopicLog& others() const { return *logs_[kOthers]; }

  const std::vector<std::string> prefixes_;
  const std::array<TopicLog*, 2> logs_;
};

}  // namespace lossy::notifications
