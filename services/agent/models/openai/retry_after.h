#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// When the server wants to be asked again, from `now` on: by Retry-After, in seconds or as a date,
// or by the finer retry-after-ms. Not negative, a day at most. Nullopt: it does not say.
absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now);

}  // namespace lossy::agent
