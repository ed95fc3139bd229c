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
#include "base/outbox/outbox.h"
#include "base/pg/pool.h"
#include "base/workers/workers.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Delivers what is in the outbox: what has one kind and one target in the order it was queued,
// several targets at once. Of all replicas of a service one leads at a time. What a handler refuses
// is tried again until it is taken, and holds up what is behind it for the same target: order is
// part of the promise. A crash between delivery and deletion repeats it with the same id.
class Relay {
 public:
  // May block, and is called by several threads. INVALID_ARGUMENT means that no retry will help: it
  // is dropped and logged. After UNAVAILABLE all targets have a rest.
  using Handler = std::function<absl::Status(const Outgoing&)>;

  struct Options {
    int batch = 256;
    int threads = 8;  // So many deliveries at once.
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
  // The ids of those that were delivered.
  std::vector<std::string> DeliverBatch(const std::vector<Outgoing>& batch, const Handler& handler);
  absl::Status Deliver(const Outgoing& outgoing, const Handler& handler);
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
  Workers workers_;
  std::thread thread_;
};

}  // namespace lossy::base
