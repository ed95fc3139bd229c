#pragma once

namespace lossy::edge {

// Whether the peer's kernel has acknowledged every byte that was sent on the TCP socket. Also tells
// it of a connection that was reset since. False of a socket that is no TCP socket.
bool AllAcknowledged(int socket);

}  // namespace lossy::edge
