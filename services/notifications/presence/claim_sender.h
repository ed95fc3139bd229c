#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/presence/claim_log.h"

namespace lossy::notifications {

// Sends the messages of this replica to the others: the changes of its claims, and all its claims
// when another replica needs them. Each message carries the number of the last change sent. Not
// thread-safe.
class ClaimSender {
 public:
  // `replica` names this run of this replica, `bus_name` its messages on the bus. `bus` must
  // outlive the sender.
  ClaimSender(std::string replica, absl::string_view bus_name, Bus& bus)
      : replica_(std::move(replica)), bus_name_(bus_name), bus_(bus) {}

  const std::string& replica() const { return replica_; }

  void SendChanges(const ClaimLog::Changes& changes);

  // Begins to send the claims of `changes`, which must include them.
  void BeginState(ClaimLog::Changes changes);
  bool sends_state() const { return state_.has_value(); }
  // Sends the next parts of the state, if one is being sent. A tick sends few, so that the bus and
  // its receivers keep pace.
  void SendSomeState();

  void SendAlive();
  void SendGoodbye();
  void RequestState(const std::string& replica);

 private:
  using Message = bus::v1::PresenceMessage;

  // The claims that are being sent.
  struct State {
    std::int64_t after;  // The number of the last change that they include.
    std::vector<ClaimLog::Claim> claims;
    std::size_t sent = 0;
    int part = 0;
  };

  void SendStatePart();
  void Send(Message message);

  const std::string replica_;
  const std::string bus_name_;
  Bus& bus_;
  std::int64_t sequence_ = 0;  // The number of the last change sent.
  absl::optional<State> state_;
};

}  // namespace lossy::notifications
