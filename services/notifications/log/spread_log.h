#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// A TopicLog that consists of one PostgresLog for each of several databases. A topic's log is in
// the database that the hash of its name gives (PlaceOf), or in the first one if it is one of
// `first_topics`. A database that fails fails the topics that it has, and no others. Thread-safe.
class SpreadLog final : public TopicLog {
 public:
  // `logs` has at least one log. All must outlive the object.
  SpreadLog(std::vector<PostgresLog*> logs, std::vector<std::string> first_topics)
      : logs_(std::move(logs)), first_topics_(std::move(first_topics)) {}

  std::vector<absl::StatusOr<Appended>> AppendAll(std::vector<NewEvent> events) override;
  absl::StatusOr<Range> Read(const std::string& topic, const absl::optional<v1::Position>& after,
                             int limit) override;
  std::size_t parts() const override { return logs_.size(); }
  std::size_t PartOf(absl::string_view topic) const override;
  absl::StatusOr<std::vector<v1::Position>> Heads(
      absl::Span<const absl::string_view> topics) override;
  // Returns the changes of the databases that work. The marks of the others do not change, so a
  // later call returns what they have missed. Fails if no database works.
  absl::StatusOr<Changes> Changed(const Mark& mark) override;
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics) override;
  absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known) override;

 private:
  PostgresLog& LogOf(absl::string_view topic) { return *logs_[PartOf(topic)]; }

  const std::vector<PostgresLog*> logs_;
  const std::vector<std::string> first_topics_;
};

}  // namespace lossy::notifications
