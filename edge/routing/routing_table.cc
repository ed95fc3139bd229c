#include "edge/routing/routing_table.h"

#include "absl/algorithm/container.h"
#include "edge/routing/routing_table_builder.h"

namespace lossy::edge {

absl::StatusOr<std::unique_ptr<RoutingTable>> RoutingTable::Build(
    const google::protobuf::FileDescriptorSet& descriptors,
    const absl::flat_hash_set<std::string>& upstream_services) {
  return RoutingTableBuilder(upstream_services).Build(descriptors);
}

absl::optional<RoutingTable::Match> RoutingTable::Find(absl::string_view topic) const {
  const auto literal = literals_.find(topic);
  if (literal != literals_.end()) return Match{literal->second, {}};
  absl::optional<Match> best;
  std::size_t prefix = 0;
  for (int segments = 0; segments <= longest_prefix_; ++segments) {
    const auto group = by_prefix_.find(topic.substr(0, prefix));
    if (group != by_prefix_.end()) ChooseFrom(group->second, topic, &best);
    const std::size_t colon = topic.find(':', prefix);
    if (colon == absl::string_view::npos) break;
    prefix = colon + 1;
  }
  return best;
}

void RoutingTable::ChooseFrom(const std::vector<const ChannelRoute*>& routes,
                              absl::string_view topic, absl::optional<Match>* best) {
  for (const ChannelRoute* route : routes) {
    const bool better = !best->has_value() || route->pattern.literal_segments() >
                                                  (*best)->route->pattern.literal_segments();
    if (!better) continue;
    const absl::optional<TopicVariables> variables = route->pattern.Match(topic);
    if (variables) *best = Match{route, *variables};
  }
}

std::vector<absl::string_view> RoutingTable::TopicsWith(absl::string_view event) const {
  std::vector<absl::string_view> topics;
  for (const std::unique_ptr<ChannelRoute>& route : routes_) {
    const bool by_edge = route->presence && event == kPresenceUpdate;
    if (by_edge || route->Answers(event)) topics.push_back(route->pattern.text());
  }
  absl::c_sort(topics);
  return topics;
}

const MessageTable* RoutingTable::FindEventType(absl::string_view full_name) const {
  const auto found = event_types_.find(full_name);
  return found == event_types_.end() ? nullptr : found->second;
}

}  // namespace lossy::edge
