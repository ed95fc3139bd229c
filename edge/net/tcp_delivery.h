#pragma once

namespace lossy::edge {

// What the kernel knows of the bytes that were sent on a TCP socket.

// Returns whether the peer's kernel has acknowledged every byte, also if the connection was reset
// since. False for a socket that is not TCP.
bool AllAcknowledged(int socket);

// Returns whether the connection has ended before the peer's kernel acknowledged every byte. False
// while the connection lives.
bool HasLostBytes(int socket);

}  // namespace lossy::edge
