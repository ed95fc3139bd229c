#include "edge/channel/join_attempt.h"

#include "edge/channel/channel_table.h"
#include "edge/channel/presence_option.h"

namespace lossy::edge {

JoinAttempt::JoinAttempt(ServiceCaller& services, Hub& hub, const ChannelClient& client,
                         Owner& owner, JoinReply reply)
    : services_(services), hub_(hub), client_(client), owner_(owner), reply_(std::move(reply)) {}

absl::Status JoinAttempt::ReadOptions(const Message& message) {
  if (message.binary) return absl::OkStatus();
  const ChannelRoute& route = client_.topic().channel().route;
  presence_updates_ = route.presence && WantsPresenceUpdates(message.payload);
  if (route.subscribe.empty()) return absl::OkStatus();
  absl::StatusOr<absl::optional<RecoverOption>> recover = ReadRecoverOption(message.payload);
  if (!recover.ok()) return recover.status();
  recover_ = *std::move(recover);
  return absl::OkStatus();
}

void JoinAttempt::Ask(std::string request) {
  HoldBytes(request.size());
  const ChannelRoute& route = client_.topic().channel().route;
  if (route.is_session) {
    session_request_ = std::move(request);
    permit_ = services_.AcquireSession(*route.join, client_.identity().user_id, *this);
    if (permit_->granted()) owner_.OnSessionPermitted();
    return;
  }
  call_ = services_.CallJoin(*route.join, std::move(request), client_.identity(), span().context(),
                             [this](const absl::Status& status, absl::string_view response) {
                               span().SetStatus(status);
                               owner_.OnJoinAnswered(status, response);
                             });
  reply_.set_request_id(call_->request_id());
  // The call belongs to the trace of another join that shares it.
  if (call_->trace() != span().context()) span().Link(call_->trace());
}

void JoinAttempt::Withdraw() {
  call_.reset();
  permit_.reset();
}

std::unique_ptr<Subscription> JoinAttempt::Subscribe(Subscription::Listener& listener) {
  const ServedTopic& topic = client_.topic();
  const ChannelRoute& route = topic.channel().route;
  const Sender sender = client_.sender();
  const std::string name = route.subscribe.Render(topic.variables(), client_.identity().user_id);
  return hub_.Subscribe(
      {// The two topics of most channels have one name, whose bytes they share.
       .topic = topic.name() == name ? topic.name() : base::SharedText(name),
       .channel_topic = topic.name(),
       .events = &route.push,
       .serializer = sender.serializer(),
       .transport = &sender.transport(),
       .positions = recover_.has_value(),
       .after = recover_ ? recover_->after : absl::nullopt},
      listener);
}

bool JoinAttempt::Hold(const Message& push) {
  const std::size_t bytes = push.ref.size() + push.event.size() + push.payload.size();
  const ChannelLimits& limits = services_.limits();
  if (pushes_.size() >= limits.max_waiting || held_.bytes() + bytes > limits.max_waiting_bytes) {
    return false;
  }
  HoldBytes(bytes);
  pushes_.push_back({.ref = std::string(push.ref),
                     .event = std::string(push.event),
                     .payload = std::string(push.payload),
                     .binary = push.binary});
  return true;
}

void JoinAttempt::HoldSessionPush(absl::string_view event, Payload payload) {
  if (session_pushes_.size() >= services_.limits().max_waiting) return;
  session_pushes_.emplace_back(event, std::move(payload));
}

void JoinAttempt::HoldBytes(std::size_t bytes) {
  client_.sender().transport().Hold(held_, held_.bytes() + bytes);
}

bool JoinAttempt::Late(absl::Time now) const {
  return reply_.start() + services_.limits().join_limit <= now;
}

void JoinAttempt::Accept(const Subscription::Beginning* beginning) {
  Answer answer{.status = "ok", .response = std::move(response_)};
  if (recover_ && beginning != nullptr) {
    const ChannelMetrics& metrics = client_.topic().channel().metrics;
    if (recover_->after) {
      (beginning->recovered ? metrics.recovered : metrics.not_recovered).Increment();
    }
    answer.response = {
        .json = WithRecovery(answer.response.json, beginning->position, beginning->recovered),
        .bytes = absl::nullopt};
    answer.position = &beginning->position;
  }
  reply_.Send(client_, answer);
}

void JoinAttempt::RefusePushes(absl::string_view join_ref, const Answer& answer) const {
  const Sender sender = client_.sender();
  for (const EarlyPush& push : pushes_) {
    sender.Reply(join_ref, push.ref, client_.topic().name(), answer);
  }
}

}  // namespace lossy::edge
