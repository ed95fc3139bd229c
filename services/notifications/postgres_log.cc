#include "services/notifications/postgres_log.h"

#include <utility>

#include "absl/hash/hash.h"
#include "base/error/error.h"

namespace lossy::notifications {

PostgresLog::PostgresLog(base::pg::Pool& pool, const Options& options, AppendMetrics& metrics)
    : append_timeout_(options.append_timeout), store_(pool), trimmer_(pool, options.bounds) {
  for (int i = 0; i < options.writers; ++i) {
    writers_.push_back(std::make_unique<AppendWriter>(store_, options.writer, metrics));
  }
}

absl::Status PostgresLog::Migrate() {
  absl::Status status = store_.Migrate();
  if (status.ok()) ready_ = true;
  return status;
}

absl::StatusOr<TopicLog::Appended> PostgresLog::Append(const std::string& topic,
                                                       const std::string& event_id,
                                                       const google::protobuf::Any& event) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  absl::StatusOr<LogStore::Place> place = WriterOf(topic).Append(
      {.topic = topic, .event_id = event_id, .event = event}, append_timeout_);
  if (!place.ok()) return place.status();
  EventPtr logged = place->repeat ? nullptr : MakeEvent(topic, place->position, event_id, event);
  return Appended{.position = std::move(place->position), .event = std::move(logged)};
}

absl::StatusOr<TopicLog::Range> PostgresLog::Read(const std::string& topic,
                                                  const absl::optional<v1::Position>& after,
                                                  int limit) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return store_.Read(topic, after, limit);
}

absl::StatusOr<std::vector<v1::Position>> PostgresLog::Heads(
    absl::Span<const absl::string_view> topics) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return store_.Heads(topics);
}

absl::Status PostgresLog::Sweep(absl::Duration time) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return trimmer_.Run(time);
}

absl::Status PostgresLog::CheckReady() const {
  return ready_ ? absl::OkStatus() : base::Unavailable("the log is not ready");
}

AppendWriter& PostgresLog::WriterOf(absl::string_view topic) {
  return *writers_[absl::HashOf(topic) % writers_.size()];
}

}  // namespace lossy::notifications
