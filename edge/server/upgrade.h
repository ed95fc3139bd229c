#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/identity/identity.h"
#include "base/refusal/refusal.h"
#include "edge/auth/authenticator.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// The decision about a WebSocket upgrade request (RFC 6455, section 4).
struct UpgradeDecision {
  // The response that refuses the request. Nullopt: the request is accepted.
  absl::optional<HttpResponse> refusal;
  // For a refused request: the reason, and a text for the operator.
  base::RefusalReason reason = base::RefusalReason::kRequest;
  std::string problem;

  // For an accepted request: the user, and the message format.
  base::Identity identity;
  Serializer serializer = Serializer::kV2;
  // True if both sides may compress messages (permessage-deflate).
  bool deflate = false;
  // The bytes of the 101 response.
  std::string accepted;
};

// Checks an upgrade request in Phoenix's order: method, query, origin, token in a header, protocol
// version, identity, and upgrade headers. The body of a 403 has the reason (RefusalResponse). If
// `offer_deflate` is true, it accepts a client's offer to compress.
UpgradeDecision DecideUpgrade(const HttpRequest& request, const OriginPolicy& origins,
                              Authenticator& authenticator, bool offer_deflate);

}  // namespace lossy::edge
