#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/bus_authenticator.h"
#include "services/notifications/bus/bus_metrics.h"
#include "services/notifications/bus/current_connection.h"
#include "services/notifications/bus/nats_connection.h"
#include "services/notifications/bus/nats_receiver.h"

namespace lossy::notifications {

// The subjects that a bus follows. It subscribes to them again on each new connection. Thread-safe.
class NatsSubscriptions {
 public:
  // With a null `authenticator` the receiver accepts every message. `connection` and `metrics` must
  // outlive the object.
  NatsSubscriptions(CurrentConnection& connection, std::shared_ptr<BusAuthenticator> authenticator,
                    BusMetrics& metrics);

  // Subscribes to the subject by the current connection, and by those that follow it. Does nothing
  // if the subject is followed.
  void Follow(std::string subject);
  void Unfollow(const std::string& subject);

  // Subscribes to all followed subjects by a new connection, and makes it the current one. It
  // includes the subjects that other threads follow meanwhile.
  void MoveTo(std::shared_ptr<NatsConnection> connection);

 private:
  struct Followed {
    std::shared_ptr<NatsSubjectState> state;
    NatsSubscriptionPtr subscription;  // Nullptr until the next connection.
  };

  static void Subscribe(Followed& followed, NatsConnection& connection);

  CurrentConnection& connection_;
  const std::shared_ptr<BusAuthenticator> authenticator_;
  BusMetrics& metrics_;

  base::Mutex mutex_;
  // By subject.
  absl::flat_hash_map<std::string, Followed> followed_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::notifications
