#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// The event by which a client brings a newer token, on the topic "phoenix" or on any that it
// joined.
inline constexpr char kAccessTokenEvent[] = "access_token";

// The token in the event's payload, {"access_token": "…"}, which is followed by kJsonPadding
// readable bytes. INVALID_ARGUMENT names what is wrong.
absl::StatusOr<std::string> ReadAccessToken(absl::string_view payload);

}  // namespace lossy::edge
