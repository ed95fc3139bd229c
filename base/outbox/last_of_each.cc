#include "base/outbox/last_of_each.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace lossy::base {
namespace {

// The status of an older item, given that of its target's last item.
absl::Status OfOlder(const absl::Status& last) {
  if (last.ok() || absl::IsInvalidArgument(last)) return absl::OkStatus();
  return absl::CancelledError("a newer item has to be delivered first");
}

std::vector<absl::Status> DeliverLast(const Relay::Handler& handler,
                                      absl::Span<const Outgoing> batch) {
  absl::flat_hash_map<absl::string_view, std::size_t> last;
  for (std::size_t i = 0; i < batch.size(); ++i) last[batch[i].target] = i;
  std::vector<Outgoing> chosen;
  absl::flat_hash_map<absl::string_view, std::size_t> place;  // In `chosen`.
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (last[batch[i].target] != i) continue;
    place[batch[i].target] = chosen.size();
    chosen.push_back(batch[i]);
  }
  const std::vector<absl::Status> of_chosen = handler(chosen);
  std::vector<absl::Status> statuses;
  statuses.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const absl::Status& status = of_chosen[place[batch[i].target]];
    statuses.push_back(last[batch[i].target] == i ? status : OfOlder(status));
  }
  return statuses;
}

}  // namespace

Relay::Handler LastOfEach(Relay::Handler handler) {
  return [handler = std::move(handler)](absl::Span<const Outgoing> batch) {
    return DeliverLast(handler, batch);
  };
}

}  // namespace lossy::base
