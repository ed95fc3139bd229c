#pragma once

#include <sys/socket.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/net/listen_address.h"

namespace lossy::base {

// Writes the address for bind(2) and returns its size; 0: it is no numeric address and no Unix
// socket.
socklen_t ToSockaddr(const ListenAddress& address, sockaddr_storage* storage);

// The port of a bound socket; 0 for a Unix socket.
int PortOf(int socket);

// Why bind(2) or listen(2) failed at the address, by its `error` (errno). NOT_FOUND: this machine
// has no such address. UNAVAILABLE: everything else, as a port that is taken.
absl::Status ListenError(const ListenAddress& address, int error);

// Returns the port of the address, or a free one for port 0, if a server could listen there right
// now without sharing the port. INVALID_ARGUMENT, or what ListenError says.
absl::StatusOr<int> ProbePort(const ListenAddress& address);

// Returns the addresses on which a server can listen right now. If there are several, every port 0
// becomes one port that is free on all of them. Leaves out optional addresses that this machine
// does not have. The statuses of ProbePort.
absl::StatusOr<std::vector<ListenAddress>> ProbePorts(std::vector<ListenAddress> addresses);

// True if this machine's programs can use IPv6 at all.
bool HasIpv6();

}  // namespace lossy::base
