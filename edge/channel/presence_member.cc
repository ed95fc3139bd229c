#include "edge/channel/presence_member.h"

#include <utility>

#include "absl/types/optional.h"
#include "base/error/error.h"

namespace lossy::edge {

PresenceMember::PresenceMember(const ChannelClient& client, ChannelPresence& presence,
                               std::unique_ptr<UserTopics::Entry> entry)
    : client_(client), presence_(presence), entry_(std::move(entry)) {}

void PresenceMember::Enter(bool updates) {
  const Sender sender = client_.sender();
  handle_ = presence_.Join({.channel_topic = client_.topic().name(),
                            .key = client_.identity().user_id,
                            .device_id = client_.identity().device_id,
                            .updates = updates,
                            .serializer = sender.serializer(),
                            .transport = &sender.transport()},
                           *this);
}

absl::Status PresenceMember::Update(const ClientPush& push) {
  if (push.binary) return base::InvalidArgument("payload", "must be an object");
  return handle_->Update(push.payload);
}

void PresenceMember::OnPresenceState(const std::string& json) {
  client_.Push("presence_state", {.json = json, .bytes = absl::nullopt});
}

}  // namespace lossy::edge
