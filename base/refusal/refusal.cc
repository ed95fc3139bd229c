#include "base/refusal/refusal.h"

#include "absl/algorithm/container.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kPayloadUrl = "lossy.base.RefusalReason";

struct Words {
  RefusalReason reason;
  absl::string_view name;
  absl::string_view message;
};

// The entries have the order of RefusalReason.
constexpr Words kWords[] = {
    {RefusalReason::kNoToken, "no_token", "a token is required"},
    {RefusalReason::kMalformed, "malformed", "the token is not a JWT with valid claims"},
    {RefusalReason::kTooLarge, "too_large", "the token is too large"},
    {RefusalReason::kUnknownKey, "unknown_key", "the token is not signed by an accepted key"},
    {RefusalReason::kAlgorithm, "algorithm", "the token is not signed by an accepted key"},
    {RefusalReason::kBadSignature, "bad_signature", "the token is not signed by an accepted key"},
    {RefusalReason::kExpired, "expired", "the token has expired"},
    {RefusalReason::kNotYetValid, "not_yet_valid", "the token is not valid yet"},
    {RefusalReason::kLifetime, "lifetime", "the token's lifetime is too long"},
    {RefusalReason::kAudience, "audience", "the token is for another audience"},
    {RefusalReason::kGrants, "grants", "the token's key may not sign this role"},
    {RefusalReason::kCertificate, "certificate",
     "the client's certificate does not name the process that signed the token"},
    {RefusalReason::kRevoked, "revoked", "the token is revoked"},
    {RefusalReason::kOrigin, "origin", "pages of this origin may not connect"},
    {RefusalReason::kProtocol, "protocol", "the WebSocket subprotocol must be phoenix, or none"},
    {RefusalReason::kVersion, "version", "vsn must be 1.0.x or 2.0.x"},
    {RefusalReason::kRequest, "request", "the request must be a WebSocket upgrade"},
    {RefusalReason::kHeaderTooLarge, "header_too_large", "the header of the request is too large"},
    {RefusalReason::kRateLimited, "rate_limited", "too many connections of this user"},
    {RefusalReason::kNotReady, "not_ready", "the server is not ready to check tokens"},
};

static_assert(std::size(kWords) == kRefusalReasons.size());

const Words& WordsOf(RefusalReason reason) { return kWords[static_cast<std::size_t>(reason)]; }

// The number of checks that the token passed.
int Depth(const absl::Status& status) {
  switch (RefusalReasonOf(status)) {
    case RefusalReason::kUnknownKey:
    case RefusalReason::kAlgorithm:
      return 0;
    case RefusalReason::kBadSignature:
      return 1;
    default:
      return 2;
  }
}

}  // namespace

absl::string_view RefusalName(RefusalReason reason) { return WordsOf(reason).name; }

RefusalReason PublicReason(RefusalReason reason) {
  const bool reveals_keys =
      reason == RefusalReason::kUnknownKey || reason == RefusalReason::kAlgorithm;
  return reveals_keys ? RefusalReason::kBadSignature : reason;
}

absl::string_view RefusalMessage(RefusalReason reason) { return WordsOf(reason).message; }

absl::Status RefusedToken(RefusalReason reason, absl::string_view problem) {
  absl::Status status = absl::UnauthenticatedError(absl::StrCat("token refused: ", problem));
  status.SetPayload(kPayloadUrl, absl::Cord(RefusalName(reason)));
  return status;
}

RefusalReason RefusalReasonOf(const absl::Status& status) {
  if (const absl::optional<absl::Cord> name = status.GetPayload(kPayloadUrl)) {
    const auto* found =
        absl::c_find_if(kWords, [&](const Words& words) { return *name == words.name; });
    if (found != std::end(kWords)) return found->reason;
  }
  return absl::IsUnavailable(status) ? RefusalReason::kNotReady : RefusalReason::kMalformed;
}

const absl::Status& BetterRefusal(const absl::Status& first, const absl::Status& second) {
  return Depth(second) > Depth(first) ? second : first;
}

}  // namespace lossy::base
