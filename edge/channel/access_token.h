#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// The event by which a client sends a newer token on an open socket. Its topic is "phoenix" or any
// topic that the client has joined.
inline constexpr char kAccessTokenEvent[] = "access_token";

// Returns the token in the event's payload, {"access_token": "…"}. kJsonPadding readable bytes must
// follow the payload. Returns INVALID_ARGUMENT that names the problem.
absl::StatusOr<std::string> ReadAccessToken(absl::string_view payload);

}  // namespace lossy::edge
