#pragma once

#include <array>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Why a client is refused before any service looks at what it asks. Logs, metrics and the body of
// an HTTP 403 all use the name of the reason.
enum class RefusalReason {
  kNoToken,         // The request has no token.
  kMalformed,       // The bytes are no JWT, or a claim has the wrong type.
  kTooLarge,        // The token has more than --max_token_bytes.
  kUnknownKey,      // No key of the JWKS has the token's "kid".
  kAlgorithm,       // The token's "alg" is not that of its key.
  kBadSignature,    // No key of the JWKS made the signature.
  kExpired,         // "exp" is in the past.
  kNotYetValid,     // "nbf" or "iat" is in the future.
  kLifetime,        // The token lasts longer than a revocation is kept.
  kAudience,        // "aud" names another audience.
  kGrants,          // The token's key may not sign its role ("lossy_signs").
  kRevoked,         // The user's tokens, or all that were issued until then, are revoked.
  kOrigin,          // The web page's origin is not in --allowed_origins.
  kProtocol,        // The client offers WebSocket subprotocols, and none is "phoenix".
  kVersion,         // The client's version of the Phoenix protocol ("vsn") is not served.
  kRequest,         // The request is no WebSocket upgrade, or its query cannot be read.
  kHeaderTooLarge,  // The header of the request has more than --max_header_bytes.
  kRateLimited,     // The user opens too many sockets, or too fast.
  kNotReady,        // The process has not read the revocations yet.
};

inline constexpr std::array kRefusalReasons = {
    RefusalReason::kNoToken,    RefusalReason::kMalformed,      RefusalReason::kTooLarge,
    RefusalReason::kUnknownKey, RefusalReason::kAlgorithm,      RefusalReason::kBadSignature,
    RefusalReason::kExpired,    RefusalReason::kNotYetValid,    RefusalReason::kLifetime,
    RefusalReason::kAudience,   RefusalReason::kGrants,         RefusalReason::kRevoked,
    RefusalReason::kOrigin,     RefusalReason::kProtocol,       RefusalReason::kVersion,
    RefusalReason::kRequest,    RefusalReason::kHeaderTooLarge, RefusalReason::kRateLimited,
    RefusalReason::kNotReady,
};

// "no_token", "expired", …
absl::string_view RefusalName(RefusalReason reason);

// The reason as the refused client may know it. A token that no key of the JWKS signed proves
// nothing about its holder, so the client does not learn which keys the JWKS has: the reasons
// kUnknownKey and kAlgorithm become kBadSignature. Every other reason stays as it is.
RefusalReason ToldReason(RefusalReason reason);

// A sentence for the refused client about ToldReason(reason). It contains nothing of the token and
// nothing of the configuration.
absl::string_view RefusalMessage(RefusalReason reason);

// An UNAUTHENTICATED error that carries the reason. `problem` is for the operator, and completes
// the sentence "token refused: …"; it must contain no part of the token.
absl::Status RefusedToken(RefusalReason reason, absl::string_view problem);

// The reason that a status carries. kNotReady for UNAVAILABLE; kMalformed for any other error
// without a reason.
RefusalReason RefusalReasonOf(const absl::Status& status);

// Two verifiers have refused the same token: the refusal of the one that knows the token's key.
// If neither or both know it, the first.
const absl::Status& BetterRefusal(const absl::Status& first, const absl::Status& second);

}  // namespace lossy::base
