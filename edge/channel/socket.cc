#include "edge/channel/socket.h"

#include <algorithm>
#include <utility>

#include "edge/phoenix/v2.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kNull = "null";
constexpr absl::string_view kEmpty = "{}";

// Scratch for escaped topics and events; a message is done with before the next one comes.
std::string& Scratch() {
  thread_local std::string scratch;
  return scratch;
}

}  // namespace

Socket::Socket(Environment& environment, Transport& transport, base::Identity identity)
    : environment_(environment), transport_(transport), identity_(std::move(identity)) {}

Socket::~Socket() { OnGone(); }

void Socket::OnGone() {
  gone_ = true;
  for (const std::shared_ptr<Channel>& channel : std::exchange(channels_, {})) channel->Stop();
}

bool Socket::OnText(absl::string_view text) {
  Message message;
  if (!DecodeV2(text, &Scratch(), &message)) {
    environment_.metrics.undecodable.Increment();
    return false;
  }
  environment_.metrics.messages.Increment();
  if (message.topic == "phoenix" && message.event == "heartbeat") {
    Reply(kNull, message, "ok", kEmpty);
  } else if (message.event == "phx_join") {
    Join(message);
  } else if (message.event == "phx_leave") {
    Leave(message);
  } else {
    Push(message);
  }
  return true;
}

bool Socket::OnBinary(absl::string_view bytes) {
  environment_.metrics.undecodable.Increment();
  return false;
}

Socket::Channels::iterator Socket::Find(absl::string_view topic) {
  return std::find_if(channels_.begin(), channels_.end(), [&](const auto& channel) {
    return absl::string_view(channel->topic()) == topic;
  });
}

void Socket::Join(const Message& message) {
  std::string superseded;
  auto old = message.topic_is_string ? Find(message.topic) : channels_.end();
  if (old != channels_.end()) {
    // The client's own join_ref is no news to it: a close would end its new channel.
    if ((*old)->join_ref() != message.join_ref) superseded = (*old)->join_ref();
    (*old)->Stop();
    channels_.erase(old);
  }
  const absl::optional<RoutingTable::Match> match =
      message.topic_is_string ? environment_.routes.Find(message.topic) : absl::nullopt;
  if (!match) return ReplyUnmatched(message);
  if (channels_.size() >= static_cast<std::size_t>(environment_.limits.max_channels)) {
    return Reply(message.join_ref, message, "error", R"({"reason":"too many channels joined"})");
  }
  channels_.push_back(
      std::make_shared<Channel>(environment_, *this, *match->route, std::string(message.topic)));
  const std::shared_ptr<Channel> channel = channels_.back();
  channel->Join(message, superseded);
}

void Socket::Leave(const Message& message) {
  auto found = Find(message.topic);
  if (found == channels_.end()) return Reply(message.join_ref, message, "ok", kEmpty);
  if (!(*found)->Accepts(message.join_ref)) return;
  const std::shared_ptr<Channel> channel = std::move(*found);
  channels_.erase(found);
  channel->Stop();
  Reply(channel->join_ref(), message, "ok", kEmpty);
  channel->SendClose();
}

void Socket::Push(const Message& message) {
  auto found = Find(message.topic);
  if (found == channels_.end()) return ReplyUnmatched(message);
  // Meant for a former life of the topic; its sender does not wait any more.
  if (!(*found)->Accepts(message.join_ref)) return;
  (*found)->Push(message);
}

void Socket::Reply(absl::string_view join_ref, const Message& message, absl::string_view status,
                   absl::string_view response) {
  transport_.SendText(ReplyParts(join_ref, message.ref, message.topic_json, status, response));
}

void Socket::ReplyUnmatched(const Message& message) {
  environment_.metrics.unmatched.Increment();
  Reply(kNull, message, "error", R"({"reason":"unmatched topic"})");
}

void Socket::OnChannelOver(Channel& channel) {
  auto found = std::find_if(channels_.begin(), channels_.end(),
                            [&](const auto& each) { return each.get() == &channel; });
  if (found != channels_.end()) channels_.erase(found);
}

void Socket::OnSweep(absl::Time now) {
  if (gone_) return;
  if (identity_.expires_at + environment_.limits.expiry_bound < now) {
    return transport_.Close(CloseCode::kRefreshToken, "token expired");
  }
  const Channels channels = channels_;
  for (const std::shared_ptr<Channel>& channel : channels) channel->Sweep(now);
}

}  // namespace lossy::edge
