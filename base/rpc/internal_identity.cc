#include "base/rpc/internal_identity.h"

#include <utility>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/identity/check_keys.h"
#include "base/identity/jwks_log.h"
#include "base/identity/jwks_metric.h"
#include "base/identity/jwt.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/refusal/refusal.h"
#include "base/rpc/audience.h"
#include "base/rpc/internal_tls.h"
#include "base/rpc/token_cache_size.h"
#include "base/rpc/token_size.h"
#include "base/time/clock.h"
#include "base/trace/current_trace.h"

ABSL_FLAG(std::string, internal_jwks, "",
          "JWKS files, comma-separated, whose keys sign internal tokens");
ABSL_FLAG(std::string, user_jwks, "",
          "JWKS files, comma-separated, of users who may call directly; empty: no user");
ABSL_FLAG(std::string, internal_key, "", "File with this process's private JWK");
ABSL_FLAG(int, internal_token_seconds, 300, "Life of the tokens this process signs, in seconds");
ABSL_FLAG(
    int, internal_leeway_seconds, 7200,
    "Largest difference between the clocks of two processes, in seconds: an internal token is "
    "accepted for this time before and after its life");
ABSL_FLAG(bool, legacy_internal_tokens, false,
          "Only while upgrading from a version whose internal JWKS did not say what its keys may "
          "sign: accepts such keys for everything, accepts internal tokens for the audience lossy, "
          "and signs for that audience, too");
ABSL_FLAG(
    int, revocation_hours, 744,
    "Time for which a revocation is kept, in hours; a user's token with a longer life is refused");

LOSSY_FLAG_RANGE(internal_token_seconds, 10, 86'400);
LOSSY_FLAG_RANGE(internal_leeway_seconds, 0, 86'400);
LOSSY_FLAG_RANGE(revocation_hours, 1, 87'600);
LOSSY_FLAG_CHECK(internal_jwks,
                 [] { return lossy::base::CheckJwks(absl::GetFlag(FLAGS_internal_jwks)); });
LOSSY_FLAG_CHECK(user_jwks, [] {
  const std::string users = absl::GetFlag(FLAGS_user_jwks);
  return users.empty() ? absl::OkStatus() : lossy::base::CheckJwks(users);
});
LOSSY_FLAG_CHECK(internal_key,
                 [] { return lossy::base::CheckSigningKey(absl::GetFlag(FLAGS_internal_key)); });

namespace lossy::base {
namespace {

// The longest lifetimes of users' tokens, and of an operator's token for all services.
constexpr char kInstallation[] = "lossy";
constexpr absl::Duration kLeeway = absl::Seconds(30);  // Of users' tokens.

std::shared_ptr<JwksFile> Open(const std::string& paths, const char* flag) {
  return ValueOrRefuseFlag(flag, JwksFile::Open(paths, RealClock(), LoggedJwks(flag)));
}

// True unless the signature of the token is the reason to refuse it. The token's age, audience and
// role do not matter, so neither does the present time.
bool HaveKeyOf(const std::string& token, const Jwks& keys) {
  const absl::StatusOr<JwtClaims> claims = VerifyJwt(token, keys, JwtRules(), absl::UnixEpoch());
  if (claims.ok()) return true;
  const RefusalReason reason = RefusalReasonOf(claims.status());
  return reason != RefusalReason::kUnknownKey && reason != RefusalReason::kAlgorithm &&
         reason != RefusalReason::kBadSignature;
}

// Exports if the keys have the issuer's key. A replica that calls seldom would not notice that the
// others refuse it.
void WatchOwnKey(std::shared_ptr<JwksFile> keys, TokenIssuer& issuer, const std::string& process) {
  std::string token = issuer.Issue({.user_id = process}, absl::Minutes(1));
  JwksStates::Instance().SetOwnKeyCheck([keys = std::move(keys), token = std::move(token)] {
    return HaveKeyOf(token, *keys->Get());
  });
}

}  // namespace

absl::Duration InternalLeeway() {
  return absl::Seconds(absl::GetFlag(FLAGS_internal_leeway_seconds));
}

absl::Duration LongestTokenLife() { return absl::Hours(absl::GetFlag(FLAGS_revocation_hours)); }

InternalIdentity InternalIdentity::FromFlags(const std::string& process,
                                             absl::string_view audience) {
  if (const InternalTls* tls = InternalTls::FromFlags()) {
    const absl::Status status = tls->CheckOwnCertificate(process);
    if (!status.ok()) RefuseFlag("tls_internal_certificate", status.message());
  }
  const bool legacy = absl::GetFlag(FLAGS_legacy_internal_tokens);
  if (legacy) Log(LogLevel::kWarning, "legacy_internal_tokens_accepted");
  std::shared_ptr<JwksFile> keys = Open(absl::GetFlag(FLAGS_internal_jwks), "internal_jwks");
  InternalIdentity made;
  made.revocation_life = LongestTokenLife();
  made.verifier = std::make_unique<TokenVerifier>(
      keys,
      TokenVerifier::Options{.audience = std::string(audience),
                             .installation = kInstallation,
                             .grants = legacy ? GrantCheck::kWhereGiven : GrantCheck::kRequired,
                             .accept_auth_time = true,
                             .leeway = InternalLeeway(),
                             .accept_roles = true,
                             .max_bytes = MaxTokenBytes(),
                             .cache_size = TokenCacheEntries()},
      RealClock());
  if (const std::string users = absl::GetFlag(FLAGS_user_jwks); !users.empty()) {
    made.users =
        std::make_unique<TokenVerifier>(Open(users, "user_jwks"),
                                        TokenVerifier::Options{.audience = kInstallation,
                                                               .leeway = kLeeway,
                                                               .max_life = made.revocation_life,
                                                               .max_bytes = MaxTokenBytes(),
                                                               .cache_size = TokenCacheEntries()},
                                        RealClock());
  }
  made.issuer =
      ValueOrRefuseFlag("internal_key", TokenIssuer::FromFile(absl::GetFlag(FLAGS_internal_key),
                                                              process, legacy ? kInstallation : "",
                                                              RealClock(), TokenCacheEntries()));
  WatchOwnKey(std::move(keys), *made.issuer, process);
  return made;
}

Caller InternalIdentity::OnBehalfOf(const std::string& user_id,
                                    const std::string& request_id) const {
  return {.identity = {.user_id = user_id, .device_id = {}, .role = Role::kService},
          .token = {},
          .request_id = request_id,
          .trace = CurrentTrace::Get()};
}

Caller InternalIdentity::ToCall(const Caller& caller, absl::string_view service) const {
  Caller called = caller;
  called.identity.role = Role::kService;
  called.token =
      issuer->Cached(called.identity, absl::Seconds(absl::GetFlag(FLAGS_internal_token_seconds)),
                     AudienceOf(service));
  return called;
}

Caller InternalIdentity::ToCall(const std::string& user_id, const std::string& request_id,
                                absl::string_view service) const {
  return ToCall(OnBehalfOf(user_id, request_id), service);
}

}  // namespace lossy::base
