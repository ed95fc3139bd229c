#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/outbox/outbox.h"
#include "base/pg/pool.h"
#include "prometheus/registry.h"

namespace lossy::base {

class RelayLane;
struct RelayMetrics;

// Delivers the items of the outbox in batches, by kind. Items of one kind and one target are
// delivered in the order in which they were queued, each at least once: a crash between the
// delivery and the deletion, which is at most 100 ms later, repeats the item with the same id.
//
// Each kind has a lane of its own (relay_lane.h), so that a slow kind delays no other. The targets
// of a kind are divided into shards by a hash. One replica of a service leads a shard at a time,
// and the replicas lead equal numbers of shards (docs/adr/0085). The relay retries an item until
// its handler accepts it; later items for the same target wait.
//
// The relay moves an item that no retry would deliver to the table outbox_set_aside, for the
// operator; counts and logs it; and continues with the target's next item.
//
// Threads: thread-safe. Starts one thread for each kind.
class Relay {
 public:
  // Delivers items of one kind, in the order in which they were queued, and returns a status for
  // each. May block. One thread calls it.
  //
  //   OK                The item is delivered; the relay deletes it.
  //   INVALID_ARGUMENT  No retry will help; the relay sets the item aside.
  //   UNAVAILABLE       The receiver is down; the relay tries no item of the kind for `retry`.
  //   CANCELLED         The handler did not try the item, since an earlier one failed.
  //   Any other error   The relay retries the item after `retry`.
  //
  // After an item that is neither OK nor INVALID_ARGUMENT, the handler must not deliver later items
  // of the same target.
  using Handler = std::function<std::vector<absl::Status>(absl::Span<const Outgoing>)>;

  struct Options {
    // The largest number of items that one call of a handler receives.
    int batch = 512;
    // A replica notifies the other leaders of the items that it queues, through PostgreSQL. A
    // leader also looks for items without a notification: every `poll` for `alert` after it led
    // more shards or found such an item, since replicas of an earlier version send none; otherwise
    // every `idle_poll`. A leader of some shards looks every `takeover` for `alert` after a
    // delivery.
    absl::Duration poll = absl::Milliseconds(100);
    absl::Duration alert = absl::Seconds(30);
    absl::Duration idle_poll = absl::Seconds(10);
    // A replica that does not lead all shards looks at this interval for shards without a leader,
    // and when it has queued an item.
    absl::Duration takeover = absl::Seconds(1);
    // The least time between the starts of two batches of a kind other than kPublish. Such items
    // call another service, and no client waits for them. So that at load many go into one call, a
    // batch waits; an item that finds the lane at rest does not.
    absl::Duration gather = absl::ZeroDuration();
    // The pause before the next attempt after a failure.
    absl::Duration retry = absl::Milliseconds(200);
    // The relay sets aside an item that fails for this long while other items of its kind are
    // delivered. UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and ABORTED do not count, since
    // they end by themselves.
    absl::Duration patience = absl::Minutes(10);
    // The age and the number up to which set-aside items are kept.
    absl::Duration keep_set_aside = absl::Hours(7 * 24);
    int max_set_aside = 10'000;
  };

  // `handlers` are by kind. `pool` and `registry` must outlive the relay. The lane of each kind
  // occupies one connection of the pool. A commit that queued an item in the pool wakes the lane of
  // its kind.
  Relay(pg::Pool& pool, std::map<std::string, Handler> handlers, Options options,
        prometheus::Registry& registry);
  ~Relay();

  // The number of kinds, and so of the connections that the relay occupies.
  std::size_t kinds() const { return lanes_.size(); }

 private:
  // Makes the lanes of the kinds look for items now. Does not block.
  void Wake(const std::vector<std::string>& kinds);

  pg::Pool& pool_;
  const std::unique_ptr<RelayMetrics> metrics_;
  std::vector<std::unique_ptr<RelayLane>> lanes_;
  pg::CommitListeners::Id listener_ = 0;
};

}  // namespace lossy::base
