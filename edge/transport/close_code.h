#pragma once

#include <cstdint>

namespace lossy::edge {

// Why the edge closes a WebSocket, and what that asks of the client. 1000 is never sent first:
// stock clients take it for "stay away".
enum class CloseCode : std::uint16_t {
  kNormal = 1000,         // Only in answer to the client's own.
  kGoingAway = 1001,      // Idle, or disconnected on purpose. Come back; connecting decides.
  kProtocolError = 1002,  // The bytes were no WebSocket frames.
  kInvalidText = 1007,    // A text message was not UTF-8.
  kTooBig = 1009,         // A message was over the limit.
  kUndecodable = 1011,    // A message was no Phoenix message. Come back.
  kRestart = 1012,        // The edge restarts. Come back, a little later.
  kSlow = 1013,           // The client did not read what it was sent, or held too much memory with
                          // what was not complete. Come back and catch up.
  kRefreshToken = 4001,   // The token is over. Come back with a new one.
  kRevoked = 4003,        // Stay away.
};

// The reason of a close with kUndecodable, for the client's developer.
inline constexpr char kNotPhoenix[] =
    "not a Phoenix message: [join_ref, ref, topic, event, payload] in vsn 2, an object in vsn 1";

}  // namespace lossy::edge
