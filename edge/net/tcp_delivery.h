#pragma once

namespace lossy::edge {

// Both functions query the kernel about the bytes that were sent on a TCP socket. `socket` is a
// file descriptor. Thread-safe.

// Returns true if the peer's kernel has acknowledged every byte, even if the connection was reset
// afterwards. Returns false for a socket that is not TCP.
bool AllAcknowledged(int socket);

// Returns true if the connection ended before the peer's kernel acknowledged every byte. Returns
// false while the connection lives. `peer_closed` is true if the peer has ended it by TLS's "close
// notify", before which it acknowledged the bytes that it had received.
bool HasLostBytes(int socket, bool peer_closed = false);

}  // namespace lossy::edge
