#include "edge/channel/socket.h"

#include <algorithm>
#include <utility>

#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/channel/access_token.h"
#include "edge/channel/sent_message.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kNull = "null";
// Far more than the longest time between two sweeps.
constexpr std::int64_t kMaxSweepSeconds = 1'000'000;
// The socket's own topic.
constexpr absl::string_view kPhoenix = "phoenix";

// Scratch for escaped topics and events. Each message is handled before the next one is decoded.
std::string& Scratch() {
  thread_local std::string scratch;
  return scratch;
}

}  // namespace

Socket::Socket(const SocketContext& context, Transport& transport, Client client)
    : context_(context),
      transport_(transport),
      serializer_(client.serializer),
      connected_at_(static_cast<std::uint32_t>(absl::ToUnixSeconds(base::SteadyNow()))),
      rates_(std::move(client.connection), std::move(client.address)),
      identity_(rates_.Share(std::move(client.identity))),
      trace_(client.trace.empty() ? nullptr : new base::TraceContext(client.trace)) {}

Socket::~Socket() {
  OnDisconnected();
  if (list_number_ != 0) context_.sockets.Remove(*this);
}

void Socket::OnDisconnected() {
  disconnected_ = true;
  if (followed_) SetFollowed(false);
  for (const auto& channel : std::exchange(channels_, {})) channel->Stop();
}

bool Socket::OnText(absl::string_view text) {
  Message message;
  const bool decoded = serializer_ == Serializer::kV1 ? DecodeV1(text, &Scratch(), &message)
                                                      : DecodeV2(text, &Scratch(), &message);
  return Receive(decoded, message, text.size());
}

bool Socket::OnBinary(absl::string_view bytes) {
  Message message;
  // V1 accepts its JSON in both kinds of frames.
  const bool decoded = serializer_ == Serializer::kV1
                           ? simdjson::validate_utf8(bytes.data(), bytes.size()) &&
                                 DecodeV1(bytes, &Scratch(), &message)
                           : DecodeV2Binary(bytes, &Scratch(), &message);
  return Receive(decoded, message, bytes.size());
}

bool Socket::Receive(bool decoded, const Message& message, std::size_t bytes) {
  if (decoded) {
    if (followed_) [[unlikely]]
      PassOn(message, bytes, /*sent=*/false);
    Handle(message);
  } else {
    context_.metrics.undecodable.Increment();
    LogError(ClientError::kUndecodable, "", "it is no Phoenix message");
  }
  return decoded;
}

std::int64_t Socket::OnBytes(std::size_t bytes, std::int64_t now) {
  return rates_.Charge(context_.channels.limits().rates, bytes, now);
}

void Socket::Handle(const Message& message) {
  context_.metrics.messages.Increment();
  if (message.topic == kPhoenix && message.event == "heartbeat") return ReplyOk(kNull, message);
  // A leave reduces the load, so no rate delays it.
  if (message.event == "phx_leave") return Leave(message);
  const auto kind = message.event == "phx_join" ? Meter::Kind::kJoin : Meter::Kind::kMessage;
  const absl::Duration wait = rates_.Admit(context_.channels.limits().rates, kind);
  if (wait == absl::ZeroDuration()) return Dispatch(message);
  context_.metrics.rate_limited.Increment();
  LogError(ClientError::kRateLimited, "", "too many messages or joins");
  const std::int64_t milliseconds = absl::ToInt64Milliseconds(wait) + 1;
  ReplyError(message.join_ref, message, base::RateLimited("too many messages", milliseconds));
}

void Socket::Dispatch(const Message& message) {
  if (message.event == "phx_join") return Join(message);
  if (message.topic == kPhoenix && message.event == kAccessTokenEvent) {
    return RefreshToken(kNull, message);
  }
  Push(message);
}

void Socket::RefreshToken(absl::string_view join_ref, const Message& message) {
  absl::StatusOr<base::Identity> identity = context_.tokens.Refresh(*identity_, message);
  if (!identity.ok()) return ReplyError(join_ref, message, identity.status());
  identity_ = rates_.Share(*std::move(identity));
  transport_.SweepSoon();
  ReplyOk(join_ref, message);
}

Socket::Channels::iterator Socket::Find(absl::string_view topic) {
  return std::find_if(channels_.begin(), channels_.end(), [&](const auto& channel) {
    return channel->client().topic().name() == topic;
  });
}

void Socket::Join(const Message& message) {
  std::string superseded;
  auto old = message.topic_is_string ? Find(message.topic) : channels_.end();
  if (old != channels_.end()) {
    // A phx_close that does not distinguish the two channels would end the new one, too.
    const absl::string_view join_ref = (*old)->client().join_ref();
    if (serializer_ != Serializer::kV1 && join_ref != message.join_ref) {
      superseded = std::string(join_ref);
    }
    (*old)->Supersede();
    channels_.erase(old);
  }
  absl::optional<ServedTopic> topic =
      message.topic_is_string ? context_.channels.table().Find(message.topic) : absl::nullopt;
  if (!topic) return ReplyUnmatched(message);
  if (channels_.size() >= static_cast<std::size_t>(context_.channels.limits().max_channels)) {
    context_.metrics.rate_limited.Increment();
    LogError(ClientError::kRateLimited, topic->channel().route.pattern.text(),
             "too many channels joined");
    return sender().ReplyJson(message.join_ref, message.ref, message.topic_json, "error",
                              R"({"reason":"too many channels joined"})");
  }
  channels_.push_back(context_.channels.Make(*this, *std::move(topic)));
  transport_.SweepSoon();
  const boost::intrusive_ptr<Channel> channel = channels_.back();
  context_.channels.Join(*channel, message, superseded);
}

void Socket::Leave(const Message& message) {
  auto found = Find(message.topic);
  if (found == channels_.end()) return ReplyOk(message.join_ref, message);
  if (!(*found)->client().Accepts(message.join_ref)) return;
  const boost::intrusive_ptr<Channel> channel = std::move(*found);
  channels_.erase(found);
  channel->Stop();
  ReplyOk(channel->client().join_ref(), message);
  channel->client().SendClose();
}

void Socket::Push(const Message& message) {
  auto found = Find(message.topic);
  if (found == channels_.end()) return ReplyUnmatched(message);
  const ChannelClient& client = (*found)->client();
  // The push addresses an earlier channel of the topic; its sender does not wait any more.
  if (!client.Accepts(message.join_ref)) return;
  if (message.event == kAccessTokenEvent &&
      !client.topic().channel().route.Answers(message.event)) {
    return RefreshToken(client.join_ref(), message);
  }
  (*found)->Push(message);
}

bool Socket::Busy() const {
  return std::any_of(channels_.begin(), channels_.end(),
                     [](const auto& channel) { return channel->Busy(); });
}

void Socket::ReplyOk(absl::string_view join_ref, const Message& message) {
  sender().ReplyJson(join_ref, message.ref, message.topic_json, "ok", "{}");
}

void Socket::ReplyError(absl::string_view join_ref, const Message& message,
                        const absl::Status& status) {
  sender().ReplyJson(join_ref, message.ref, message.topic_json, "error",
                     ErrorAnswer(status).response.json);
}

void Socket::ReplyUnmatched(const Message& message) {
  context_.metrics.unmatched.Increment();
  LogError(ClientError::kUnmatched, "", "no such topic is joined");
  const bool exists = message.topic_is_string && context_.channels.table().Serves(message.topic);
  const Answer answer = exists ? UnmatchedAnswer("the topic is not joined: send phx_join first")
                               : NoSuchTopicAnswer();
  sender().ReplyJson(kNull, message.ref, message.topic_json, "error", answer.response.json);
}

absl::StatusOr<std::unique_ptr<UserTopics::Entry>> Socket::EnterPresenceTopic(
    const std::string& topic) {
  return rates_.EnterTopic(context_.channels.limits().rates, topic);
}

void Socket::OnRefused(ClientError error, absl::string_view channel, const Answer& answer) {
  LogError(error, channel, answer.response.json);
}

void Socket::OnLimit() {
  LogError(ClientError::kClosed, "", "it read too slowly, or held too much memory");
}

void Socket::OnChannelOver(Channel& channel) {
  auto found = std::find_if(channels_.begin(), channels_.end(),
                            [&](const auto& each) { return each.get() == &channel; });
  if (found != channels_.end()) channels_.erase(found);
}

SocketState Socket::Describe() const {
  SocketState state{.number = {.number = list_number_},
                    .user_id = identity_->user_id,
                    .device_id = identity_->device_id,
                    .transport = transport_.transport_kind(),
                    .age = base::SteadyNow() - absl::FromUnixSeconds(connected_at_),
                    .expires_at = identity_->expires_at,
                    .rates = rates_.Left(context_.channels.limits().rates),
                    .held_bytes = transport_.account().bytes()};
  for (const auto& channel : channels_) {
    state.topics.push_back(
        {std::string(channel->client().topic().name().view()), channel->joined()});
  }
  return state;
}

void Socket::SetFollowed(bool followed) {
  followed = followed && !disconnected_;
  if (followed == followed_) return;
  followed_ = followed;
  transport_.set_observer(followed ? this : nullptr);
}

void Socket::PassOn(const Message& message, std::size_t bytes, bool sent) const {
  absl::string_view topic = message.topic;
  // The messages of an event stream do not name its one topic.
  if (topic.empty() && !channels_.empty()) topic = channels_.front()->client().topic().name();
  context_.sockets.PassOn({.socket = {.worker = context_.sockets.worker_, .number = list_number_},
                           .identity = *identity_,
                           .sent = sent,
                           .topic = topic,
                           .event = message.event,
                           .ref = message.ref,
                           .payload = message.payload,
                           .bytes = bytes});
}

void Socket::OnSent(MessageKind kind, MessageParts parts) {
  SentMessage sent;
  if (sent.Read(serializer_, kind, parts)) PassOn(sent.message(), sent.bytes(), /*sent=*/true);
}

void Socket::OnSweep(absl::Time now) {
  if (disconnected_) return;
  if (identity_->expires_at_steady + context_.channels.limits().expiry_bound < now) {
    return transport_.Close(CloseCode::kRefreshToken, "token expired");
  }
  if (!HasDeadline()) return;
  const Channels channels = channels_;
  for (const auto& channel : channels) channel->Sweep(now);
}

bool Socket::HasDeadline() const {
  return std::any_of(channels_.begin(), channels_.end(),
                     [](const auto& channel) { return channel->has_deadline(); });
}

std::uint32_t Socket::sweep_after() const {
  if (HasDeadline()) return 1;
  const absl::Duration left =
      identity_->expires_at_steady + context_.channels.limits().expiry_bound - base::SteadyNow();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(absl::ToInt64Seconds(left), 0, kMaxSweepSeconds) + 1);
}

}  // namespace lossy::edge
