#include "services/notifications/split_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace lossy::notifications {

absl::StatusOr<TopicLog::Appended> SplitLog::Append(const std::string& topic,
                                                    const std::string& event_id,
                                                    const google::protobuf::Any& event) {
  return LogOf(topic).Append(topic, event_id, event);
}

absl::StatusOr<TopicLog::Range> SplitLog::Read(const std::string& topic,
                                               const absl::optional<v1::Position>& after,
                                               int limit) {
  return LogOf(topic).Read(topic, after, limit);
}

absl::StatusOr<std::vector<v1::Position>> SplitLog::Heads(
    absl::Span<const absl::string_view> topics) {
  std::vector<v1::Position> heads(topics.size());
  for (TopicLog* log : {&prefixed_, &others_}) {
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

TopicLog& SplitLog::LogOf(absl::string_view topic) const {
  const bool prefixed =
      std::any_of(prefixes_.begin(), prefixes_.end(),
                  [&](const std::string& prefix) { return absl::StartsWith(topic, prefix); });
  return prefixed ? prefixed_ : others_;
}

}  // namespace lossy::notifications
