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
#include "services/notifications/subscriptions/subscribe_streams.h"

namespace lossy::notifications {

// The notifications service for tests, in the test's process: a gRPC server on a free port of
// loopback, with a log in memory and a clock that the test moves. Aborts the process if it cannot
// start.
class TestServer {
 public:
  struct Options {
    RequestValidator::Limits limits;
    MemoryLog::Options log;
    PresenceTracker::Options presences;
    SubscribeStreams::Options streams;
  };

  explicit TestServer(const Options& options);
  ~TestServer();

  // Returns a stub with a connection of its own.
  std::unique_ptr<v1::NotificationsService::Stub> Connect();
  std::shared_ptr<grpc::Channel> OpenChannel();

  // Gives the call the token of a caller with this role, and a deadline of one minute.
  void Authorize(grpc::ClientContext& context, base::Role role = base::Role::kService);

  base::FakeClock& clock() { return clock_; }
  Metrics& metrics() { return metrics_; }
  Hub& hub() { return hub_; }
  PresenceTracker& presences() { return presences_; }
  PresenceMetrics& presence_metrics() { return presence_metrics_; }
  SubscribeStreams& streams() { return streams_; }

 private:
  struct Keys;

  base::FakeClock clock_;
  prometheus::Registry registry_;
  const std::unique_ptr<Keys> keys_;
  base::Calls calls_;
  const RequestValidator validator_;
  Metrics metrics_;
  MemoryLog log_;
  LocalBus bus_;
  Hub hub_;
  PresenceMetrics presence_metrics_;
  NoClaimObserver claims_;
  PresenceTracker presences_;
  base::Workers workers_;
  SubscribeStreams streams_;
  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace lossy::notifications
