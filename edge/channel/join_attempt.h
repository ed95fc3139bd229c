#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/identity/identity.h"
#include "base/live/live_objects.h"
#include "edge/channel/answer.h"
#include "edge/channel/recover_option.h"
#include "edge/channel/sender.h"
#include "edge/channel/served_topic.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/phoenix/message.h"
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

  // `superseded` is the join_ref of the channel that this join replaces; empty: none. The
  // references must outlive the attempt.
  JoinAttempt(ServiceCaller& services, Transport& transport, Owner& owner, const Message& message,
              absl::string_view superseded);

  // Reads the join's options for recovery and presence. INVALID_ARGUMENT names what is wrong.
  absl::Status ReadOptions(const ChannelRoute& route, const Message& message);

  // Asks a unary method; the owner receives the answer later.
  void CallMethod(const Method& method, std::string request, const base::Identity& identity);
  // Waits until the session may be opened; the owner may be called before this returns.
  void AwaitSession(const Method& method, std::string request, const std::string& user_id);
  // Returns the session's permit.
  void ReleasePermit() { permit_.reset(); }
  // Withdraws the request: the owner is not called any more.
  void Withdraw();

  // Keeps a push until the answer. False: too many pushes wait, and this one was not kept.
  bool Hold(const Message& push);
  // Keeps a push of the session until the answer; drops it when too many wait.
  void HoldSessionPush(absl::string_view event, Payload payload);

  void set_request_id(std::string id) { request_id_ = std::move(id); }
  void set_response(Payload response) { response_ = std::move(response); }
  Payload TakeResponse() { return std::move(response_); }
  const std::string& session_request() const { return session_request_; }
  const absl::optional<RecoverOption>& recover() const { return recover_; }
  bool presence_updates() const { return presence_updates_; }
  const std::vector<EarlyPush>& pushes() const { return pushes_; }
  const SessionPushes& session_pushes() const { return session_pushes_; }
  std::size_t ref_bytes() const { return ref_.size(); }

  // True if the service has taken too long.
  bool Late(absl::Time now) const;

  // Replies to the join, ends the superseded channel, and records the outcome.
  void Reply(const Sender& sender, const ServedTopic& topic, const Answer& answer) const;
  // Replies `answer` to each early push.
  void RefusePushes(const Sender& sender, const ServedTopic& topic, absl::string_view join_ref,
                    const Answer& answer) const;

 private:
  // ConcurrencyLimiter::Waiter
  void OnPermitted() override { owner_.OnSessionPermitted(); }
  void OnRejected(const absl::Status& status) override { owner_.OnJoinAnswered(status, {}); }

  void HoldBytes(std::size_t bytes);

  ServiceCaller& services_;
  Transport& transport_;
  Owner& owner_;
  const std::string ref_;
  const std::string reply_join_ref_;
  const std::string superseded_;
  const absl::Time start_;
  std::string request_id_;
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
