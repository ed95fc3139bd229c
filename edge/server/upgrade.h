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

// The decision about a request for a WebSocket.
struct UpgradeDecision {
  // Set when it was refused, and then why; `problem` is for the operator.
  absl::optional<HttpResponse> refusal;
  base::RefusalReason reason = base::RefusalReason::kRequest;
  std::string problem;
  base::Identity identity;
  Serializer serializer = Serializer::kV2;
  // Messages may be compressed both ways.
  bool deflate = false;
  // The 101 response.
  std::string accepted;
};

// Decides about a request to the WebSocket mount, in Phoenix's order: method, query, origin, token
// in a header, connect (version, then identity), and the upgrade headers last. A 403 says in its
// body why (RefusalResponse). `offer_deflate`: take up a client's offer to compress.
UpgradeDecision DecideUpgrade(const HttpRequest& request, const OriginPolicy& origins,
                              Authenticator& authenticator, bool offer_deflate);

}  // namespace lossy::edge
