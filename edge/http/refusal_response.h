#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/refusal/refusal.h"
#include "edge/http/http_response.h"
#include "edge/http/query.h"

namespace lossy::edge {

// Returns a response with a body such as {"reason":"expired","message":"the token has expired"}.
// The reason is the one that a client may know (base::PublicReason). The body reveals nothing of
// the token or of the edge's configuration.
HttpResponse RefusalResponse(base::RefusalReason reason, int status = 403);

// Returns the members "reason" and "message" of the body above, without braces.
std::string RefusalMembers(base::RefusalReason reason);

// Both functions return a text for the operator. It quotes at most 200 bytes of the refused origin
// or protocol version.
std::string OriginProblem(absl::string_view origin);
std::string VersionProblem(const QueryParams& params);

}  // namespace lossy::edge
