#pragma once

#include <array>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// The reasons for which a process rejects a client before it handles the request. Logs, metrics and
// the body of an HTTP 403 contain the reason's name (RefusalName).
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
  kCertificate,     // The client's certificate does not name the process that signed the token.
  kRevoked,         // A revocation applies to the token (base/identity/revocations.h).
  kOrigin,          // The web page's origin is not in --allowed_origins.
  kProtocol,        // The client offers WebSocket subprotocols, and none is "phoenix".
  kVersion,         // The client's version of the Phoenix protocol ("vsn") is not served.
  kRequest,         // The request is no WebSocket upgrade, or its query cannot be read.
  kHeaderTooLarge,  // The header of the request has more than --max_header_bytes.
  kRateLimited,     // The user opens too many sockets, or too fast.
  kNotReady,        // The process has not read the revocations yet.
};

// All reasons, in the order of the enumeration.
inline constexpr std::array kRefusalReasons = {
    RefusalReason::kNoToken,     RefusalReason::kMalformed,   RefusalReason::kTooLarge,
    RefusalReason::kUnknownKey,  RefusalReason::kAlgorithm,   RefusalReason::kBadSignature,
    RefusalReason::kExpired,     RefusalReason::kNotYetValid, RefusalReason::kLifetime,
    RefusalReason::kAudience,    RefusalReason::kGrants,      RefusalReason::kCertificate,
    RefusalReason::kRevoked,     RefusalReason::kOrigin,      RefusalReason::kProtocol,
    RefusalReason::kVersion,     RefusalReason::kRequest,     RefusalReason::kHeaderTooLarge,
    RefusalReason::kRateLimited, RefusalReason::kNotReady,
};

// Returns the reason's name in logs and metrics: "no_token", "expired", …
absl::string_view RefusalName(RefusalReason reason);

// Returns the reason that the rejected client receives: kBadSignature for kUnknownKey and
// kAlgorithm, otherwise `reason`. A client without a valid signature must not learn which keys the
// JWKS has.
RefusalReason PublicReason(RefusalReason reason);

// Returns a sentence about PublicReason(reason) for the rejected client. It contains no part of the
// token or of the configuration.
absl::string_view RefusalMessage(RefusalReason reason);

// Returns an UNAUTHENTICATED error that carries the reason. `problem` is for the operator, and
// completes the sentence "token refused: …"; of the token it may contain the id of the key, and the
// user if the signature is valid.
absl::Status RefusedToken(RefusalReason reason, absl::string_view problem);

// Returns the reason that a status carries. For a status without a reason, returns kNotReady if it
// is UNAVAILABLE, otherwise kMalformed.
RefusalReason RefusalReasonOf(const absl::Status& status);

// Selects one of the errors by which two verifiers rejected the same token: the error of the
// verifier that completed more checks. The checks run in this order: key, signature, claims.
// Returns `first` if both completed the same ones.
const absl::Status& BetterRefusal(const absl::Status& first, const absl::Status& second);

}  // namespace lossy::base
