#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Whole frames (protocol.h) through a connected stream socket. All block until the deadline at
// most. DEADLINE_EXCEEDED: it passed. UNAVAILABLE: the other side is gone. INVALID_ARGUMENT: what
// it sends is no frame, or one that is too long. After an error the socket is of no more use.

absl::Status SendFrame(int socket, absl::string_view body, absl::Time deadline);

absl::StatusOr<std::string> ReceiveFrame(int socket, std::size_t max_body_bytes,
                                         absl::Time deadline);

}  // namespace lossy::agent
