#include "edge/admin/socket_proto.h"

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "base/time/timestamp.h"

namespace lossy::edge {
namespace {

admin::v1::Socket::Transport ToProto(TransportKind kind) {
  switch (kind) {
    case TransportKind::kWebSocket:
      return admin::v1::Socket::TRANSPORT_WEBSOCKET;
    case TransportKind::kLongpoll:
      return admin::v1::Socket::TRANSPORT_LONGPOLL;
    case TransportKind::kEventStream:
      return admin::v1::Socket::TRANSPORT_EVENT_STREAM;
  }
  return admin::v1::Socket::TRANSPORT_UNSPECIFIED;
}

}  // namespace

admin::v1::Socket ToProto(const SocketState& state, const std::string& id) {
  admin::v1::Socket socket;
  socket.set_id(id);
  socket.set_user_id(state.user_id);
  socket.set_device_id(state.device_id);
  socket.set_transport(ToProto(state.transport));
  *socket.mutable_connected_at() = base::ToTimestamp(base::RealClock().Now() - state.age);
  if (state.expires_at != absl::InfiniteFuture()) {
    *socket.mutable_token_expires_at() = base::ToTimestamp(state.expires_at);
  }
  for (const SocketState::Topic& topic : state.topics) {
    admin::v1::JoinedTopic& added = *socket.add_topics();
    added.set_topic(topic.name);
    added.set_joined(topic.joined);
  }
  for (const RateLeft& rate : state.rates) {
    admin::v1::RateLeft& added = *socket.add_rates();
    added.set_name(rate.name);
    added.set_left(rate.left);
    added.set_per_second(rate.per_second);
  }
  socket.set_unsent_bytes(state.held_bytes);
  return socket;
}

}  // namespace lossy::edge
