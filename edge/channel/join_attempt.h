#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/live/live_objects.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_client.h"
#include "edge/channel/join_reply.h"
#include "edge/channel/recover_option.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/phoenix/message.h"
#include "edge/pubsub/hub.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// A join that is not answered yet: the request at the service, the options of the answer, and the
// pushes that wait for it. The channel makes it when the join arrives and destroys it with the
// answer. Belongs to the channel's thread.
class JoinAttempt final : private ConcurrencyLimiter::Waiter,
                          private base::LiveObject<"JoinAttempt"> {
 public:
  // The channel. It may destroy the attempt in each of the calls.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The unary method answered, or the join was rejected.
    virtual void OnJoinAnswered(const absl::Status& status, absl::string_view response) = 0;
    // The session may be opened now, with session_request().
    virtual void OnSessionPermitted() = 0;
  };

  // A client's push that arrived before the answer.
  struct EarlyPush {
    std::string ref;
    std::string event;
    std::string payload;
    bool binary;
  };
  using SessionPushes = std::vector<std::pair<std::string, Payload>>;

  // The references must outlive the attempt. `client` is that of the channel.
  JoinAttempt(ServiceCaller& services, Hub& hub, const ChannelClient& client, Owner& owner,
              JoinReply reply);

  // Reads the join's options for recovery and presence. INVALID_ARGUMENT names what is wrong.
  absl::Status ReadOptions(const Message& message);

  // Asks the channel's unary method, or waits until its session may be opened. `request` is the
  // wire form of the join. The owner may be called before this returns if it is a session.
  void Ask(std::string request);
  // Returns the session's permit.
  void ReleasePermit() { permit_.reset(); }
  // Withdraws the request: the owner is not called any more.
  void Withdraw();

  // Subscribes the client to the channel's pub/sub topic, which the channel must have. The hub may
  // call `listener` before this returns, and the attempt may be destroyed meanwhile.
  std::unique_ptr<Subscription> Subscribe(Subscription::Listener& listener);

  // Keeps a push until the answer. False: too many pushes wait, and this one was not kept.
  bool Hold(const Message& push);
  // Keeps a push of the session until the answer; drops it when too many wait.
  void HoldSessionPush(absl::string_view event, Payload payload);

  void set_request_id(std::string id) { reply_.set_request_id(std::move(id)); }
  void set_warnings(std::string warnings) { reply_.set_warnings(std::move(warnings)); }
  void set_response(Payload response) { response_ = std::move(response); }
  const std::string& session_request() const { return session_request_; }
  // The span of the join.
  base::Span& span() { return reply_.span(); }
  bool presence_updates() const { return presence_updates_; }
  const std::vector<EarlyPush>& pushes() const { return pushes_; }
  const SessionPushes& session_pushes() const { return session_pushes_; }

  // True if the service has taken too long. `now` is a steady time.
  bool Late(absl::Time now) const;

  // Replies that the client has joined, with the response and, if the client asked for it, with the
  // position at which its events begin. `beginning` is nullptr for a topic without a subscription.
  void Accept(const Subscription::Beginning* beginning);
  // Replies that the client has not joined.
  void Refuse(const Answer& answer) { reply_.Send(client_, answer); }
  // Replies `answer` to each early push.
  void RefusePushes(absl::string_view join_ref, const Answer& answer) const;

 private:
  // ConcurrencyLimiter::Waiter
  void OnPermitted() override { owner_.OnSessionPermitted(); }
  void OnRejected(const absl::Status& status) override { owner_.OnJoinAnswered(status, {}); }

  void HoldBytes(std::size_t bytes);

  ServiceCaller& services_;
  Hub& hub_;
  const ChannelClient& client_;
  Owner& owner_;
  JoinReply reply_;
  // Of a unary method, or of a session until its service has answered.
  std::unique_ptr<CallCoalescer::Waiter> call_;
  std::unique_ptr<ConcurrencyLimiter::Permit> permit_;
  std::string session_request_;
  Payload response_;
  bool presence_updates_ = false;
  absl::optional<RecoverOption> recover_;
  std::vector<EarlyPush> pushes_;
  SessionPushes session_pushes_;
  HeldBytes held_;  // Of the request and the early pushes.
};

}  // namespace lossy::edge
