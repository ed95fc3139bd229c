#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// Returns the pause that the server asks for, from zero to one day: the header retry-after-ms, or
// Retry-After in seconds or as a date (RFC 9110, section 10.2.3). `now` is the wall time. Returns
// nullopt if the response has no such header.
absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now);

}  // namespace lossy::agent
