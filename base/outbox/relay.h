#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/outbox/outbox.h"
#include "base/pg/pool.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Delivers what is in the outbox, by kind, in batches: what has one kind and one target in the
// order it was queued. Of all replicas of a service one leads at a time. What is refused is tried
// again until it is taken, and holds up what is behind it for the same target: order is part of the
// promise. A crash between delivery and deletion repeats it with the same id.
class Relay {
 public:
  // Delivers items of one kind, given in the order in which they were queued, and says of each what
  // became of it. May block. An item that is not OK, and all that come after it for its target,
  // stay and must not have been delivered; but INVALID_ARGUMENT means that no retry will help: it
  // is dropped and logged. CANCELLED: it was not its turn.
  using Handler = std::function<std::vector<absl::Status>(absl::Span<const Outgoing>)>;

  struct Options {
    int batch = 512;
    // How long something queued by another replica may lie unseen.
    absl::Duration poll = absl::Milliseconds(100);
    absl::Duration retry = absl::Milliseconds(200);
  };

  // `pool` and `registry` must outlive it. Starts its thread.
  Relay(pg::Pool& pool, std::map<std::string, Handler> handlers, Options options,
        prometheus::Registry& registry);
  ~Relay();

  // Call after a commit that queued something. Thread-safe, does not block.
  void Wake();

 private:
  void Loop();
  // Leads, if nobody else does, until it fails or the relay stops.
  absl::Status Lead(pg::Connection& connection);
  absl::Status DeliverAll(pg::Connection& connection);
  // Delivers what it can of the next batch of a kind; how many were delivered.
  absl::StatusOr<int> Work(pg::Connection& connection, const std::string& kind,
                           const Handler& handler);
  absl::StatusOr<std::vector<Outgoing>> Next(pg::Connection& connection, const std::string& kind);
  // Whether it is to be deleted.
  bool Done(const Outgoing& outgoing, const absl::Status& status);
  // False: time to stop.
  bool Pause(absl::Duration duration);
  bool stopping();

  pg::Pool& pool_;
  const std::map<std::string, Handler> handlers_;
  const Options options_;
  prometheus::Counter& delivered_;
  prometheus::Counter& failed_;
  prometheus::Family<prometheus::Gauge>& lag_;
  std::map<std::string, absl::Time> resting_until_;  // By kind; the thread's own.

  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;  // Guarded by mutex_.
  bool stop_ = false;   // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::base
