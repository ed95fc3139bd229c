#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/refusal/refusal.h"
#include "edge/http/http_response.h"
#include "edge/http/query.h"

namespace lossy::edge {

// A response with the body {"reason":"expired","message":"the token has expired"}: the reason as
// the client may know it (base::ToldReason). Nothing of the token or of the configuration is in it.
HttpResponse RefusalResponse(base::RefusalReason reason, int status = 403);

// The members "reason" and "message" of that body, without braces.
std::string RefusalMembers(base::RefusalReason reason);

// For the operator: the origin, or the version of the protocol, that is refused, cut to 200 bytes.
std::string OriginProblem(absl::string_view origin);
std::string VersionProblem(const QueryParams& params);

}  // namespace lossy::edge
