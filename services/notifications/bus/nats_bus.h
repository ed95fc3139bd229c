#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/bus/bus_metrics.h"

struct __natsConnection;
struct __natsSubscription;

namespace lossy::notifications {

// A bus that is core NATS: https://docs.nats.io/nats-concepts/core-nats. It finds its server, and
// finds it again, on its own, however long that takes.
class NatsBus final : public Bus {
 public:
  struct Options {
    std::string url;     // nats://[user:password@]host:port, or several with commas between.
    std::string prefix;  // Of the subjects: busses with different ones hear nothing of each other.
    absl::Duration reconnect_pause = absl::Milliseconds(250);
    // A server that is silent for two to three times as long is gone.
    absl::Duration ping_pause = absl::Seconds(1);
    // Of each name; what is beyond is lost.
    int pending_messages = 8192;
    int pending_bytes = 8 << 20;
  };

  // `metrics` must outlive it.
  NatsBus(Options options, BusMetrics& metrics);
  ~NatsBus() override;

  const Options& options() const { return options_; }

  // Called once, before anything else. An error when the options are wrong; not when there is no
  // server.
  absl::Status Start(Listener& listener);
  // The listener is not called any more when it returns. The destructor calls it as well.
  void Stop();

  void Publish(absl::string_view name, absl::string_view bytes) override;
  void Follow(absl::string_view name) override;
  void Unfollow(absl::string_view name) override;
  bool connected() const override;

 private:
  class Line;

  absl::Status Connect();

  const Options options_;
  BusMetrics& metrics_;
  // Shared with the callbacks of libnats, which may outlive this object.
  const std::shared_ptr<Line> line_;
  __natsConnection* connection_ = nullptr;
  std::mutex mutex_;
  // By subject. Guarded by mutex_.
  absl::flat_hash_map<std::string, __natsSubscription*> followed_;
};

}  // namespace lossy::notifications
