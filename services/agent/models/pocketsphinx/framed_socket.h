#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Send and receive one whole frame (protocol.h) over a connected stream socket. Both block at most
// until `deadline`, a steady time. Errors: DEADLINE_EXCEEDED. UNAVAILABLE if the other side closed
// the socket. INVALID_ARGUMENT if the received bytes are no frame, or its body is longer than
// `max_body_bytes`. After an error the socket is unusable.

absl::Status SendFrame(int socket, absl::string_view body, absl::Time deadline);

absl::StatusOr<std::string> ReceiveFrame(int socket, std::size_t max_body_bytes,
                                         absl::Time deadline);

}  // namespace lossy::agent
