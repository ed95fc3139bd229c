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

// Delivers what is in the outbox, by kind, in batches: what has one kind and one target in the
// order it was queued. Each kind has a lane of its own (relay_lane.h), so that a slow kind delays
// no other. Of all replicas of a service one leads a kind at a time. What is refused is tried again
// until it is taken, and holds up what is behind it for the same target: order is part of the
// promise. A crash between delivery and deletion repeats it with the same id.
//
// Items that no retry would deliver are set aside: moved to the table outbox_set_aside for the
// operator, counted and logged. What is behind them goes on.
class Relay {
 public:
  // Delivers items of one kind, given in the order in which they were queued, and says of each what
  // became of it. May block. Called by one thread. An item that is not OK, and all that come after
  // it for its target, stay and must not have been delivered; but INVALID_ARGUMENT means that no
  // retry will help: it is set aside. UNAVAILABLE: the receiver is down, and nothing of the kind is
  // tried until `retry` is over. CANCELLED: it was not its turn.
  using Handler = std::function<std::vector<absl::Status>(absl::Span<const Outgoing>)>;

  struct Options {
    int batch = 512;
    // How long something queued by another replica may lie unseen.
    absl::Duration poll = absl::Milliseconds(100);
    absl::Duration retry = absl::Milliseconds(200);
    // After so long an item is set aside that is refused while others of its kind are delivered.
    // Not for UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and ABORTED, which pass.
    absl::Duration patience = absl::Minutes(10);
    // What is set aside is kept so long, and at most so many rows.
    absl::Duration keep_set_aside = absl::Hours(7 * 24);
    int max_set_aside = 10'000;
  };

  // `pool` and `registry` must outlive it. Starts a thread for each kind. While a kind is led here
  // its lane occupies one connection of the pool.
  Relay(pg::Pool& pool, std::map<std::string, Handler> handlers, Options options,
        prometheus::Registry& registry);
  ~Relay();

  // How many kinds it delivers, and so the most connections that it occupies.
  std::size_t kinds() const { return lanes_.size(); }

  // Call after a commit that queued something. Thread-safe, does not block.
  void Wake();

 private:
  const std::unique_ptr<RelayMetrics> metrics_;
  std::vector<std::unique_ptr<RelayLane>> lanes_;
};

}  // namespace lossy::base
