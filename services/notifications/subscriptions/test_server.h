#pragma once

#include <memory>
#include <string>

#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/calls.h"
#include "base/time/fake_clock.h"
#include "base/workers/workers.h"
#include "grpcpp/grpcpp.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/service.h"
#include "services/notifications/subscriptions/streams.h"

namespace lossy::notifications {

// The whole service on a port of its own, with a clock that stands still. Dies if it cannot start.
class TestServer {
 public:
  struct Options {
    Limits limits;
    MemoryLog::Options log;
    PresenceTracker::Options presences;
    Streams::Options streams;
    std::size_t outbox_bytes = 64 << 20;
  };

  explicit TestServer(const Options& options);
  ~TestServer();

  // A stub with a connection of its own.
  std::unique_ptr<v1::NotificationsService::Stub> Connect();
  std::shared_ptr<grpc::Channel> OpenChannel();

  // Makes it a call of somebody with this role, and gives it a deadline far away.
  void Authorize(grpc::ClientContext& context, base::Role role = base::Role::kService);

  base::FakeClock& clock() { return clock_; }
  Metrics& metrics() { return metrics_; }
  Hub& hub() { return hub_; }
  PresenceTracker& presences() { return presences_; }
  PresenceMetrics& presence_metrics() { return presence_metrics_; }
  Streams& streams() { return streams_; }

 private:
  struct Keys;

  base::FakeClock clock_;
  prometheus::Registry registry_;
  const std::unique_ptr<Keys> keys_;
  base::Calls calls_;
  const Limits limits_;
  Metrics metrics_;
  MemoryLog log_;
  LocalBus bus_;
  Hub hub_;
  PresenceMetrics presence_metrics_;
  NoPresenceClaims claims_;
  PresenceTracker presences_;
  base::Workers workers_;
  Streams streams_;
  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace lossy::notifications
