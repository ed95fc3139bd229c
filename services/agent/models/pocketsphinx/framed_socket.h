#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Whole frames (protocol.h) through a connected stream socket. All calls block at most until the
// deadline. DEADLINE_EXCEEDED: the deadline passed. UNAVAILABLE: the other side closed the socket.
// INVALID_ARGUMENT: the received bytes are no frame, or one that is too long. After an error the
// socket is unusable.

absl::Status SendFrame(int socket, absl::string_view body, absl::Time deadline);

absl::StatusOr<std::string> ReceiveFrame(int socket, std::size_t max_body_bytes,
                                         absl::Time deadline);

}  // namespace lossy::agent
