#include "services/notifications/log/postgres_log.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "base/error/error.h"
#include "base/time/clock.h"

namespace lossy::notifications {

PostgresLog::PostgresLog(base::pg::Pool& pool, const Options& options, AppendMetrics& metrics)
    : append_timeout_(options.append_timeout),
      store_(pool, options.known, options.placement),
      trimmer_(pool, options.bounds, appended_) {
  for (int i = 0; i < options.writers; ++i) {
    writers_.push_back(std::make_unique<AppendWriter>(store_, options.writer, metrics));
  }
}

absl::Status PostgresLog::Migrate() {
  absl::Status status = store_.Migrate();
  if (status.ok()) ready_ = true;
  return status;
}

std::vector<absl::StatusOr<TopicLog::Appended>> PostgresLog::AppendAll(
    std::vector<NewEvent> events) {
  return Await(BeginAppend(std::move(events)));
}

PostgresLog::PendingAppend PostgresLog::BeginAppend(std::vector<NewEvent> events) {
  PendingAppend pending;
  pending.events = events.size();
  pending.status = CheckReady();
  if (!pending.status.ok()) return pending;
  pending.deadline = base::SteadyNow() + append_timeout_;
  pending.topics = Split(std::move(events));
  for (PendingAppend::Topic& topic : pending.topics) {
    topic.answer = WriterOf(topic.unit->front().topic).Append(topic.unit, pending.deadline);
  }
  return pending;
}

std::vector<absl::StatusOr<TopicLog::Appended>> PostgresLog::Await(PendingAppend pending) {
  std::vector<absl::StatusOr<Appended>> answers(pending.events);
  if (!pending.status.ok()) absl::c_fill(answers, pending.status);
  for (PendingAppend::Topic& topic : pending.topics) Await(topic, pending.deadline, answers);
  return answers;
}

std::vector<PostgresLog::PendingAppend::Topic> PostgresLog::Split(std::vector<NewEvent> events) {
  std::vector<std::pair<std::vector<NewEvent>, std::vector<std::size_t>>> parts;
  absl::flat_hash_map<std::string, std::size_t> part_of;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto [part, is_new] = part_of.emplace(events[i].topic, parts.size());
    if (is_new) parts.emplace_back();
    parts[part->second].first.push_back(std::move(events[i]));
    parts[part->second].second.push_back(i);
  }
  std::vector<PendingAppend::Topic> topics(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    topics[i].unit = std::make_shared<const std::vector<NewEvent>>(std::move(parts[i].first));
    topics[i].places = std::move(parts[i].second);
  }
  return topics;
}

void PostgresLog::Await(PendingAppend::Topic& topic, absl::Time deadline,
                        std::vector<absl::StatusOr<Appended>>& answers) {
  AppendWriter::Answer placed = base::Unavailable("the log takes too long");
  const auto left = absl::ToChronoMicroseconds(deadline - base::SteadyNow());
  if (topic.answer.wait_for(left) == std::future_status::ready) placed = topic.answer.get();
  if (placed.ok()) appended_.Add(topic.unit->front().topic);
  for (std::size_t i = 0; i < topic.places.size(); ++i) {
    absl::StatusOr<Appended>& answer = answers[topic.places[i]];
    if (!placed.ok()) {
      answer = placed.status();
      continue;
    }
    LogStore::Appended& place = (*placed)[i];
    const NewEvent& event = (*topic.unit)[i];
    EventPtr logged = place.repeat ? nullptr
                                   : MakeEvent(event.topic, place.position, event.event_id,
                                               event.event, event.origin);
    answer = Appended{.position = std::move(place.position), .event = std::move(logged)};
  }
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

absl::StatusOr<TopicLog::Changes> PostgresLog::Changed(const Mark& mark) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return store_.Changed(mark);
}

absl::Status PostgresLog::EndEpochs(absl::Span<const absl::string_view> topics) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return store_.EndEpochs(topics);
}

absl::Status PostgresLog::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  if (absl::Status ready = CheckReady(); !ready.ok()) return ready;
  return store_.EndIfRolledBack(topic, known);
}

absl::StatusOr<base::TaskRun> PostgresLog::Sweep(absl::Duration time) {
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
