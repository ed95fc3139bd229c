#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// The pause after `now` that the server asks for: by retry-after-ms, or by Retry-After in seconds
// or as a date. From zero to one day. Nullopt: the response has no such header.
absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now);

}  // namespace lossy::agent
