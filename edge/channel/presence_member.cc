#include "edge/channel/presence_member.h"

#include <utility>

#include "absl/types/optional.h"
#include "base/error/error.h"

namespace lossy::edge {

PresenceMember::PresenceMember(const ServedTopic& topic, const ChannelOwner& owner,
                               const std::string& join_ref,
                               std::unique_ptr<UserTopics::Entry> entry)
    : topic_(topic), owner_(owner), join_ref_(join_ref), entry_(std::move(entry)) {}

void PresenceMember::Enter(ChannelPresence& presence, bool updates) {
  handle_ = presence.Join({.channel_topic = topic_.name(),
                           .key = owner_.identity().user_id,
                           .device_id = owner_.identity().device_id,
                           .updates = updates,
                           .serializer = owner_.sender().serializer(),
                           .transport = &owner_.sender().transport()},
                          *this);
}

absl::Status PresenceMember::Update(const ClientPush& push) {
  if (push.binary) return base::InvalidArgument("payload", "must be an object");
  return handle_->Update(push.payload);
}

void PresenceMember::OnPresenceState(const std::string& json) {
  owner_.sender().Push(join_ref_, topic_.name(), "presence_state",
                       {.json = json, .bytes = absl::nullopt});
}

}  // namespace lossy::edge
