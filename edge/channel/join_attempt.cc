#include "edge/channel/join_attempt.h"

#include "base/log/log.h"
#include "base/time/clock.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/presence_option.h"

namespace lossy::edge {
namespace {

void LogJoin(const ChannelRoute& route, absl::string_view request_id, const Answer& answer,
             absl::Duration duration) {
  base::Log(base::LogLevel::kInfo, "join",
            {{"channel", absl::string_view(route.pattern.text())},
             {"request_id", request_id},
             {"code", answer.ok() ? "OK" : "ERROR"},
             {"microseconds", absl::ToInt64Microseconds(duration)}});
}

}  // namespace

JoinAttempt::JoinAttempt(ServiceCaller& services, Transport& transport, Owner& owner,
                         const Message& message, absl::string_view superseded)
    : services_(services),
      transport_(transport),
      owner_(owner),
      ref_(message.ref),
      reply_join_ref_(message.join_ref),
      superseded_(superseded),
      start_(base::SteadyNow()) {}

absl::Status JoinAttempt::ReadOptions(const ChannelRoute& route, const Message& message) {
  if (message.binary) return absl::OkStatus();
  presence_updates_ = route.presence && WantsPresenceUpdates(message.payload);
  if (route.subscribe.empty()) return absl::OkStatus();
  absl::StatusOr<absl::optional<RecoverOption>> recover = ReadRecoverOption(message.payload);
  if (!recover.ok()) return recover.status();
  recover_ = *std::move(recover);
  return absl::OkStatus();
}

void JoinAttempt::CallMethod(const Method& method, std::string request,
                             const base::Identity& identity) {
  HoldBytes(request.size());
  call_ = services_.CallJoin(method, std::move(request), identity,
                             [this](const absl::Status& status, absl::string_view response) {
                               owner_.OnJoinAnswered(status, response);
                             });
  request_id_ = call_->request_id();
}

void JoinAttempt::AwaitSession(const Method& method, std::string request,
                               const std::string& user_id) {
  HoldBytes(request.size());
  session_request_ = std::move(request);
  permit_ = services_.AcquireSession(method, user_id, *this);
  if (permit_->granted()) owner_.OnSessionPermitted();
}

void JoinAttempt::Withdraw() {
  call_.reset();
  permit_.reset();
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

void JoinAttempt::HoldBytes(std::size_t bytes) { transport_.Hold(held_, held_.bytes() + bytes); }

bool JoinAttempt::Late(absl::Time now) const {
  return start_ + services_.limits().join_limit <= now;
}

void JoinAttempt::Reply(const Sender& sender, const ServedTopic& topic,
                        const Answer& answer) const {
  const absl::Duration duration = base::SteadyNow() - start_;
  topic.channel().metrics.join.Record(answer.ok(), duration);
  LogJoin(topic.channel().route, request_id_, answer, duration);
  sender.Reply(reply_join_ref_, ref_, topic.name(), answer);
  if (!superseded_.empty()) sender.PhxClose(superseded_, topic.name());
}

void JoinAttempt::RefusePushes(const Sender& sender, const ServedTopic& topic,
                               absl::string_view join_ref, const Answer& answer) const {
  for (const EarlyPush& push : pushes_) sender.Reply(join_ref, push.ref, topic.name(), answer);
}

}  // namespace lossy::edge
