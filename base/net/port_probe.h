#pragma once

#include <sys/socket.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/net/listen_address.h"

namespace lossy::base {

// Writes the address for bind(2) to `storage` and returns its size in bytes. Returns 0 if `address`
// is neither a numeric address nor a Unix socket.
socklen_t ToSockaddr(const ListenAddress& address, sockaddr_storage* storage);

// Returns the port of the bound socket `socket`; 0 for a Unix socket.
int PortOf(int socket);

// Returns the status for bind(2) or listen(2) that failed at the address with `error` (errno).
// NOT_FOUND: this machine does not have the address. UNAVAILABLE: any other error, for example a
// port in use.
absl::Status ListenError(const ListenAddress& address, int error);

// Returns the port of the address, or a free one for port 0, if a server could listen there right
// now without sharing the port. Errors: INVALID_ARGUMENT for an address that ToSockaddr rejects,
// and those of ListenError.
absl::StatusOr<int> ProbePort(const ListenAddress& address);

// Returns the addresses on which a server can listen right now. If there are several, every port 0
// becomes one port that is free on all of them. Leaves out optional addresses that this machine
// does not have. Errors: those of ProbePort.
absl::StatusOr<std::vector<ListenAddress>> ProbePorts(std::vector<ListenAddress> addresses);

// True if the kernel of this machine supports IPv6.
bool HasIpv6();

}  // namespace lossy::base
