#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "edge/channel/channel_client.h"
#include "edge/channel/client_push.h"
#include "edge/limits/user_topics.h"
#include "edge/presence/channel_presence.h"

namespace lossy::edge {

// A channel's part of presence: it makes the client present on the topic, and pushes presence_state
// to it. Its destructor ends the presence. Belongs to the channel's thread.
class PresenceMember final : private PresenceHandle::Listener {
 public:
  // `entry` counts the user on the topic. The references must outlive the member.
  PresenceMember(const ChannelClient& client, ChannelPresence& presence,
                 std::unique_ptr<UserTopics::Entry> entry);

  // Makes the client present. The client then receives presence_state and later changes. If
  // `updates` is true, it receives an update of metadata as such, otherwise as a leave and a join.
  // Must be called once, after the join was answered.
  void Enter(bool updates);

  // Replaces the client's metadata by the push's payload. Returns INVALID_ARGUMENT if the payload
  // is not a JSON object, or is too large. Must be called after Enter.
  absl::Status Update(const ClientPush& push);

 private:
  void OnPresenceState(const std::string& json) override;

  const ChannelClient& client_;
  ChannelPresence& presence_;
  const std::unique_ptr<UserTopics::Entry> entry_;
  std::unique_ptr<PresenceHandle> handle_;
};

}  // namespace lossy::edge
