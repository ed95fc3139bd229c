#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/notifications/bus/bus_authenticator.h"
#include "services/notifications/bus/current_connection.h"
#include "services/notifications/bus/nats_connection.h"

namespace lossy::notifications {

// The control subject of a bus, on which the replicas challenge each other (BusAuthenticator).
// Used by one thread.
class NatsControl {
 public:
  // With a null `authenticator` the object challenges no replica. `connection` must outlive the
  // object; `pause` is the shortest time between two challenges.
  NatsControl(std::string subject, absl::Duration pause,
              std::shared_ptr<BusAuthenticator> authenticator, const CurrentConnection& connection);

  // Receives the challenges and proofs of the other replicas by this connection. Returns
  // UNAVAILABLE if the connection has ended.
  absl::Status Subscribe(NatsConnection& connection);

  // Sends proofs, unless no connection is open.
  void Reply(const std::vector<std::string>& proofs);

  // Challenges the other replicas now, unless no connection is open.
  void Challenge();
  // Requests a challenge as soon as the pause permits it.
  void RequestChallenge() { is_requested_ = true; }
  // Returns when the requested challenge is due, InfiniteFuture if none is requested.
  absl::Time next_challenge() const;

 private:
  const std::string subject_;
  const absl::Duration pause_;
  const std::shared_ptr<BusAuthenticator> authenticator_;
  const CurrentConnection& connection_;

  bool is_requested_ = false;
  absl::Time permitted_at_ = absl::InfinitePast();
};

}  // namespace lossy::notifications
