#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "base/rpc/caller.h"
#include "base/rpc/server_stream.h"
#include "base/workers/workers.h"
#include "grpcpp/alarm.h"
#include "grpcpp/grpcpp.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/conversation.h"

namespace lossy::agent {

// SessionCall is one session stream: it connects a gRPC stream with its Conversation. Threads,
// lifetime and the bound on unsent bytes are those of base::ServerStream. It reads an event after
// it handled the one before.
class SessionCall final : public base::ServerStream<v1::SessionRequest>,
                          private base::LiveObject<"SessionCall"> {
 public:
  // The most bytes of responses that a client may leave unread. Beyond it the agent aborts the
  // stream.
  static constexpr std::size_t kMaxUnsentBytes = 1 << 20;

  using MakeConversation = std::function<Conversation(base::Caller caller, Conversation::Send)>;

  // All references must outlive the object. `on_closed` is called when gRPC has finished with the
  // stream.
  SessionCall(const MakeConversation& make_conversation, base::Caller caller,
              base::Workers& workers, grpc::CallbackServerContext& context,
              std::function<void(SessionCall&)> on_closed);

 private:
  void Handle(std::vector<v1::SessionRequest> requests) override;
  void OnWake() override;
  void OnRequestsEnd() override { Close(absl::OkStatus()); }
  void OnLeave() override { conversation_.Leave(); }
  void OnClosed(const absl::Status&) override { on_closed_(*this); }

  void SendResponse(const v1::SessionResponse& response);
  // Schedules OnWake for the time at which the conversation is due.
  void SetAlarm();

  const std::function<void(SessionCall&)> on_closed_;
  // Only the worker that runs the stream uses the members below.
  Conversation conversation_;
  std::unique_ptr<grpc::Alarm> alarm_;
  absl::Time alarm_at_ = absl::InfiniteFuture();
};

}  // namespace lossy::agent
