#pragma once

#include "absl/strings/string_view.h"
#include "base/trace/span.h"
#include "edge/channel/call_lanes.h"
#include "edge/channel/channel_client.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/client_push.h"
#include "edge/channel/presence_member.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/session_stream.h"

namespace lossy::edge {

// Dispatches the client's pushes on one joined topic, and replies to them. A push goes to a unary
// method, to the session's stream, or to the presence. Belongs to the channel's thread.
class PushDispatcher {
 public:
  // The references must outlive the dispatcher.
  PushDispatcher(ServiceCaller& services, const ChannelClient& client);

  // Handles a push, and replies to it now or later. `session` and `presence` are those of the
  // channel, or nullptr.
  void Dispatch(ClientPush push, SessionStream* session, PresenceMember* presence);

  // Returns true if a unary call has no answer yet.
  bool busy() const { return !calls_.empty(); }

  // Cancel all unary calls: without a reply, or with the reply `answer` to each.
  void Cancel() { calls_.Cancel(); }
  void Refuse(const Answer& answer) { calls_.Refuse(answer); }

 private:
  void Call(const ServedEvent& event, const ClientPush& push, base::Span span);
  void SendToSession(const ServedEvent& event, const ClientPush& push, SessionStream& session,
                     base::Span span);
  void UpdatePresence(const ServedEvent& event, const ClientPush& push, PresenceMember& presence);
  // Replies to a push that could not be read.
  void RefuseRead(const ServedEvent& event, const ClientPush& push, const ReadPush& read);

  const ChannelClient& client_;
  CallLanes calls_;
};

}  // namespace lossy::edge
