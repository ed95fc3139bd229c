#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/http/http_request.h"

namespace lossy::edge {

// Returns the token of the header "Authorization: Bearer …" (RFC 6750), or nullopt if the request
// has no such header or another scheme. The view points into the request.
absl::optional<absl::string_view> BearerToken(const HttpRequest& request);

}  // namespace lossy::edge
