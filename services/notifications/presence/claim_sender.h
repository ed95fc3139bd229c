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

// Sends the presence messages of this replica over the bus: the changes of its claims, and its
// state, which is all its claims, when another replica needs it. Each message contains the number
// of the last change sent (ADR 0020). Not thread-safe.
class ClaimSender {
 public:
  // `replica` identifies this run of this replica. `bus_name` is the name of the messages on the
  // bus. `bus` must outlive the sender.
  ClaimSender(std::string replica, absl::string_view bus_name, Bus& bus)
      : replica_(std::move(replica)), bus_name_(bus_name), bus_(bus) {}

  const std::string& replica() const { return replica_; }

  void SendChanges(const ClaimLog::Changes& changes);

  // Begins to send the state: `changes.claims`, which must be complete.
  void BeginState(ClaimLog::Changes changes);
  bool sends_state() const { return state_.has_value(); }
  // Sends the next few parts of the state, if BeginState began one. The caller calls it at each
  // tick, so that the bus and its receivers keep pace.
  void SendSomeState();

  // Sends that this replica lives, with the number of its last change.
  void SendAlive();
  // Sends that this replica stops.
  void SendGoodbye();
  // Requests the state of another replica.
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
