#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/refusal/refusal.h"
#include "edge/http/http_response.h"
#include "edge/http/query.h"

namespace lossy::edge {

// Returns a response with the body {"reason":"expired","message":"the token has expired"}. The
// reason is the one that the client may know (base::ToldReason). The body shows nothing of the
// token or of the configuration.
HttpResponse RefusalResponse(base::RefusalReason reason, int status = 403);

// Returns the members "reason" and "message" of that body, without braces.
std::string RefusalMembers(base::RefusalReason reason);

// Returns a text for the operator that names the refused origin or protocol version, cut to 200
// bytes.
std::string OriginProblem(absl::string_view origin);
std::string VersionProblem(const QueryParams& params);

}  // namespace lossy::edge
