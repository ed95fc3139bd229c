#include "services/notifications/log/split_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "services/notifications/log/part_items.h"

namespace lossy::notifications {

std::vector<absl::StatusOr<TopicLog::Appended>> SplitLog::AppendAll(std::vector<NewEvent> events) {
  std::vector<absl::StatusOr<Appended>> answers(events.size());
  const auto log_of = [this](const NewEvent& event) { return NumberOf(event.topic); };
  auto own = DivideByPart(std::move(events), logs_.size(), log_of);
  for (std::size_t log = 0; log < own.size(); ++log) {
    if (own[log].items.empty()) continue;
    own[log].Scatter(logs_[log]->AppendAll(std::move(own[log].items)), &answers);
  }
  return answers;
}

absl::StatusOr<TopicLog::Range> SplitLog::Read(const std::string& topic,
                                               const absl::optional<v1::Position>& after,
                                               int limit) {
  return LogOf(topic).Read(topic, after, limit);
}

std::size_t SplitLog::parts() const { return others().parts() + (prefixes_.empty() ? 0 : 1); }

// The prefixed topics are the last part.
std::size_t SplitLog::PartOf(absl::string_view topic) const {
  return NumberOf(topic) == kPrefixed ? others().parts() : others().PartOf(topic);
}

absl::StatusOr<std::vector<v1::Position>> SplitLog::Heads(
    absl::Span<const absl::string_view> topics) {
  std::vector<v1::Position> heads(topics.size());
  const auto log_of = [this](absl::string_view topic) { return NumberOf(topic); };
  const auto own = DivideByPart(topics, logs_.size(), log_of);
  for (std::size_t log = 0; log < own.size(); ++log) {
    if (own[log].items.empty()) continue;
    absl::StatusOr<std::vector<v1::Position>> some = logs_[log]->Heads(own[log].items);
    if (!some.ok()) return some.status();
    own[log].Scatter(*std::move(some), &heads);
  }
  return heads;
}

// The log of the prefixed topics is in memory and has no marks.
absl::StatusOr<TopicLog::Changes> SplitLog::Changed(const Mark& mark) {
  absl::StatusOr<Changes> changes = others().Changed(mark);
  if (!changes.ok()) return changes;
  changes->prefixes.insert(changes->prefixes.end(), prefixes_.begin(), prefixes_.end());
  return changes;
}

absl::Status SplitLog::EndEpochs(absl::Span<const absl::string_view> topics) {
  absl::Status status;
  const auto log_of = [this](absl::string_view topic) { return NumberOf(topic); };
  const auto own = DivideByPart(topics, logs_.size(), log_of);
  for (std::size_t log = 0; log < own.size(); ++log) {
    // A log ends all its epochs if the list of topics is empty, so it must not get an empty one
    // here.
    if (topics.empty() || !own[log].items.empty()) {
      status.Update(logs_[log]->EndEpochs(own[log].items));
    }
  }
  return status;
}

absl::Status SplitLog::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  return LogOf(topic).EndIfRolledBack(topic, known);
}

std::size_t SplitLog::NumberOf(absl::string_view topic) const {
  const bool prefixed =
      std::any_of(prefixes_.begin(), prefixes_.end(),
                  [&](const std::string& prefix) { return absl::StartsWith(topic, prefix); });
  return prefixed ? kPrefixed : kOthers;
}

}  // namespace lossy::notifications
