#include "services/notifications/log/split_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace lossy::notifications {

std::vector<absl::StatusOr<TopicLog::Appended>> SplitLog::AppendAll(std::vector<NewEvent> events) {
  std::vector<absl::StatusOr<Appended>> answers(events.size());
  for (TopicLog* log : {&prefixed_, &default_}) {
    std::vector<NewEvent> own;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (&LogOf(events[i].topic) != log) continue;
      own.push_back(events[i]);
      places.push_back(i);
    }
    if (own.empty()) continue;
    std::vector<absl::StatusOr<Appended>> some = log->AppendAll(std::move(own));
    for (std::size_t i = 0; i < some.size(); ++i) answers[places[i]] = std::move(some[i]);
  }
  return answers;
}

absl::StatusOr<TopicLog::Range> SplitLog::Read(const std::string& topic,
                                               const absl::optional<v1::Position>& after,
                                               int limit) {
  return LogOf(topic).Read(topic, after, limit);
}

std::size_t SplitLog::parts() const { return default_.parts() + (prefixes_.empty() ? 0 : 1); }

// The prefixed topics are the last part.
std::size_t SplitLog::PartOf(absl::string_view topic) const {
  const TopicLog& log = LogOf(topic);
  return &log == &prefixed_ ? default_.parts() : log.PartOf(topic);
}

absl::StatusOr<std::vector<v1::Position>> SplitLog::Heads(
    absl::Span<const absl::string_view> topics) {
  std::vector<v1::Position> heads(topics.size());
  for (TopicLog* log : {&prefixed_, &default_}) {
    std::vector<absl::string_view> own;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < topics.size(); ++i) {
      if (&LogOf(topics[i]) != log) continue;
      own.push_back(topics[i]);
      places.push_back(i);
    }
    if (own.empty()) continue;
    absl::StatusOr<std::vector<v1::Position>> some = log->Heads(own);
    if (!some.ok()) return some.status();
    for (std::size_t i = 0; i < own.size(); ++i) heads[places[i]] = std::move((*some)[i]);
  }
  return heads;
}

// The log of the prefixed topics is in memory and has no marks.
absl::StatusOr<TopicLog::Changes> SplitLog::Changed(const Mark& mark) {
  absl::StatusOr<Changes> changes = default_.Changed(mark);
  if (!changes.ok()) return changes;
  changes->prefixes.insert(changes->prefixes.end(), prefixes_.begin(), prefixes_.end());
  return changes;
}

absl::Status SplitLog::EndEpochs(absl::Span<const absl::string_view> topics) {
  absl::Status status;
  for (TopicLog* log : {&prefixed_, &default_}) {
    std::vector<absl::string_view> own;
    for (absl::string_view topic : topics) {
      if (&LogOf(topic) == log) own.push_back(topic);
    }
    // A log ends all its epochs if the list of topics is empty, so it must not get an empty one
    // here.
    if (topics.empty() || !own.empty()) status.Update(log->EndEpochs(own));
  }
  return status;
}

absl::Status SplitLog::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  return LogOf(topic).EndIfRolledBack(topic, known);
}

TopicLog& SplitLog::LogOf(absl::string_view topic) const {
  const bool prefixed =
      std::any_of(prefixes_.begin(), prefixes_.end(),
                  [&](const std::string& prefix) { return absl::StartsWith(topic, prefix); });
  return prefixed ? prefixed_ : default_;
}

}  // namespace lossy::notifications
