#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "edge/limits/meter.h"
#include "edge/limits/rate_limits.h"
#include "edge/limits/rates_left.h"
#include "edge/limits/shared_identity.h"
#include "edge/limits/user_registry.h"

namespace lossy::edge {

// Counts the messages, bytes and topics of one client against the limits of its socket and of its
// user, and counts its connection as long as it lives. Belongs to the socket's thread.
class ClientRates {
 public:
  // `user` counts the connection for its user; nullptr: the user has no limits. `address` does so
  // for the client's address; nullptr: addresses are not limited.
  ClientRates(UserConnection user, UserConnection address);

  // Counts a message. Returns zero if it may pass; otherwise nothing is counted, and the result is
  // the time until the message may be sent again.
  absl::Duration Admit(const RateLimits& limits, Meter::Kind kind);
  // Counts bytes from the client. Returns the nanoseconds in which no more should be read because
  // the user is over its rate, or 0. `now` is TokenBucket::Now().
  std::int64_t Charge(const RateLimits& limits, std::size_t bytes, std::int64_t now);
  // Counts the user on a topic with presence as long as the result lives. The result is nullptr if
  // the user has no limits. RESOURCE_EXHAUSTED: the user is on too many topics.
  absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterTopic(const RateLimits& limits,
                                                                const std::string& topic);
  // Returns what is left of each rate that has a limit.
  std::vector<RateLeft> Left(const RateLimits& limits) const;
  // Returns `identity`, in memory that all connections of the same token share.
  SharedIdentityPtr Share(base::Identity identity) const;
  // The bytes held for all clients of the user; nullptr if they are not counted.
  std::shared_ptr<UserBytes> user_bytes() const;

 private:
  const UserConnection user_;
  const UserConnection address_;
  Meter socket_;
};

}  // namespace lossy::edge
