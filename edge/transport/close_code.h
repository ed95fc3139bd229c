#pragma once

#include <cstdint>

namespace lossy::edge {

// The status codes with which the edge closes a WebSocket (RFC 6455, section 7.4), and what a
// client should do. The edge never sends 1000 first: stock clients do not reconnect after it.
enum class CloseCode : std::uint16_t {
  // The edge answers a close frame of the client.
  kNormal = 1000,
  // The client was idle, or an operator disconnected it. Reconnect.
  kGoingAway = 1001,
  // The bytes were not WebSocket frames.
  kProtocolError = 1002,
  // A text message was not UTF-8.
  kInvalidText = 1007,
  // A message exceeded the size limit.
  kTooBig = 1009,
  // A message was not a Phoenix message. Reconnect.
  kUndecodable = 1011,
  // The edge restarts. Reconnect after a short random delay.
  kRestart = 1012,
  // The client did not read its messages, or made the edge hold too much memory. Reconnect and
  // catch up.
  kSlow = 1013,
  // The token has expired. Reconnect with a new token.
  kRefreshToken = 4001,
  // The user's access was revoked. Do not reconnect.
  kRevoked = 4003,
};

// The reason text of a close with kUndecodable, for the client's developer.
inline constexpr char kNotPhoenix[] =
    "not a Phoenix message: [join_ref, ref, topic, event, payload] in vsn 2, an object in vsn 1";

}  // namespace lossy::edge
