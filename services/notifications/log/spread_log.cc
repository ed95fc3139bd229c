#include "services/notifications/log/spread_log.h"

#include <iterator>
#include <utility>

#include "absl/algorithm/container.h"
#include "services/notifications/log/log_placement.h"
#include "services/notifications/log/part_items.h"

namespace lossy::notifications {

std::size_t SpreadLog::PartOf(absl::string_view topic) const {
  return PlaceOf(topic, logs_.size(), first_topics_);
}

// All databases append at the same time.
std::vector<absl::StatusOr<TopicLog::Appended>> SpreadLog::AppendAll(std::vector<NewEvent> events) {
  std::vector<absl::StatusOr<Appended>> answers(events.size());
  const auto part_of = [this](const NewEvent& event) { return PartOf(event.topic); };
  auto own = DivideByPart(std::move(events), logs_.size(), part_of);
  std::vector<PostgresLog::PendingAppend> pending;
  for (std::size_t part = 0; part < own.size(); ++part) {
    pending.push_back(logs_[part]->BeginAppend(std::move(own[part].items)));
  }
  for (std::size_t part = 0; part < own.size(); ++part) {
    own[part].Scatter(logs_[part]->Await(std::move(pending[part])), &answers);
  }
  return answers;
}

absl::StatusOr<TopicLog::Range> SpreadLog::Read(const std::string& topic,
                                                const absl::optional<v1::Position>& after,
                                                int limit) {
  return LogOf(topic).Read(topic, after, limit);
}

absl::StatusOr<std::vector<v1::Position>> SpreadLog::Heads(
    absl::Span<const absl::string_view> topics) {
  std::vector<v1::Position> heads(topics.size());
  const auto part_of = [this](absl::string_view topic) { return PartOf(topic); };
  const auto own = DivideByPart(topics, logs_.size(), part_of);
  for (std::size_t part = 0; part < own.size(); ++part) {
    if (own[part].items.empty()) continue;
    absl::StatusOr<std::vector<v1::Position>> some = logs_[part]->Heads(own[part].items);
    if (!some.ok()) return some.status();
    own[part].Scatter(*std::move(some), &heads);
  }
  return heads;
}

absl::StatusOr<TopicLog::Changes> SpreadLog::Changed(const Mark& mark) {
  Changes all{.topics = {}, .prefixes = {}, .mark = mark};
  all.mark.parts.resize(logs_.size());
  absl::Status failure;
  std::size_t failed = 0;
  for (std::size_t part = 0; part < logs_.size(); ++part) {
    absl::StatusOr<Changes> some = logs_[part]->Changed(all.mark.parts[part]);
    if (!some.ok()) {
      failure = some.status();
      ++failed;
      continue;
    }
    all.mark.parts[part] = std::move(some->mark);
    absl::c_move(some->topics, std::back_inserter(all.topics));
    // The prefix of all topics would include those of the other databases, which costs only a
    // comparison.
    if (all.prefixes.empty()) all.prefixes = std::move(some->prefixes);
  }
  if (failed == logs_.size()) return failure;
  return all;
}

absl::Status SpreadLog::EndEpochs(absl::Span<const absl::string_view> topics) {
  absl::Status status;
  const auto part_of = [this](absl::string_view topic) { return PartOf(topic); };
  const auto own = DivideByPart(topics, logs_.size(), part_of);
  for (std::size_t part = 0; part < own.size(); ++part) {
    // A log ends all its epochs if the list of topics is empty, so it must not get an empty one
    // here.
    if (topics.empty() || !own[part].items.empty()) {
      status.Update(logs_[part]->EndEpochs(own[part].items));
    }
  }
  return status;
}

absl::Status SpreadLog::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  return LogOf(topic).EndIfRolledBack(topic, known);
}

}  // namespace lossy::notifications
