#include "edge/auth/auth_flags.h"

#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/string_view.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/identity/check_keys.h"
#include "base/identity/jwks_file.h"
#include "base/identity/jwks_log.h"
#include "base/identity/key_file.h"
#include "base/identity/token_verifier.h"
#include "base/log/refuse_start.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/token_cache_size.h"
#include "base/rpc/token_size.h"
#include "base/time/clock.h"

ABSL_FLAG(std::string, jwks, "", "JWKS files, comma-separated, whose keys sign user tokens");
ABSL_FLAG(std::string, audience, "lossy", "Audience that user tokens must have; empty: any");
ABSL_FLAG(int, leeway_seconds, 10,
          "Largest difference to the clock of a token's issuer, in seconds");
ABSL_FLAG(std::string, token_key, "", "File with the private JWK that signs extension tokens");
ABSL_FLAG(
    std::string, token_jwks, "",
    "JWKS files, comma-separated, with the public half of --token_key and of its predecessors");
ABSL_FLAG(int, extension_token_seconds, 900, "Life of an extension token, in seconds");
ABSL_FLAG(int, extension_grace_seconds, 1800,
          "Time after its expiry for which an extension token still connects, in seconds");
ABSL_FLAG(std::string, client_settings, "{}",
          "JSON object whose members the answer to an extension_token request carries");
ABSL_FLAG(bool, end_sockets_of_removed_keys, false,
          "Close the sockets whose tokens a key signed when the key is removed from --jwks or "
          "--token_jwks");
ABSL_FLAG(std::string, dev_user, "", "User of the clients without a token; loopback only");
ABSL_FLAG(bool, dev_auth, false, "Serve /dev/auth, where any client can log in; loopback only");

LOSSY_FLAG_RANGE(leeway_seconds, 0, 3600);
LOSSY_FLAG_RANGE(extension_token_seconds, 1, 31'536'000);
LOSSY_FLAG_RANGE(extension_grace_seconds, 0, 31'536'000);
LOSSY_FLAG_CHECK(jwks, [] { return lossy::base::CheckJwks(absl::GetFlag(FLAGS_jwks)); });
LOSSY_FLAG_CHECK(token_jwks,
                 [] { return lossy::base::CheckJwks(absl::GetFlag(FLAGS_token_jwks)); });
LOSSY_FLAG_CHECK(token_key,
                 [] { return lossy::base::CheckSigningKey(absl::GetFlag(FLAGS_token_key)); });
LOSSY_FLAG_CHECK(client_settings, [] {
  return lossy::edge::CheckClientSettings(absl::GetFlag(FLAGS_client_settings));
});

namespace lossy::edge {
namespace {

// The audiences of the tokens that the edge issues. They differ, so that a token of one kind is not
// accepted as one of the other kind.
constexpr char kExtensionAudience[] = "lossy-extension";
constexpr char kSessionAudience[] = "lossy-session";

std::shared_ptr<base::JwksFile> OpenJwks(absl::string_view flag, const std::string& paths) {
  return base::ValueOrRefuseFlag(
      flag, base::JwksFile::Open(paths, base::RealClock(), base::LoggedJwks(std::string(flag))));
}

std::unique_ptr<base::TokenVerifier> OwnVerifier(const std::string& audience,
                                                 absl::Duration grace) {
  return std::make_unique<base::TokenVerifier>(
      OpenJwks("token_jwks", absl::GetFlag(FLAGS_token_jwks)),
      base::TokenVerifier::Options{.audience = audience,
                                   .accept_auth_time = true,
                                   .leeway = absl::ZeroDuration(),
                                   // Another edge issued it, or this edge before its clock was set.
                                   .start_grace = base::InternalLeeway(),
                                   .expiry_grace = grace,
                                   .max_bytes = base::MaxTokenBytes(),
                                   .cache_size = base::TokenCacheEntries()},
      base::RealClock());
}

std::unique_ptr<base::TokenIssuer> OwnIssuer(const std::string& audience) {
  return base::ValueOrRefuseFlag(
      "token_key",
      base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_token_key), "lossy-edge", audience,
                                  base::RealClock(), base::TokenCacheEntries()));
}

}  // namespace

std::unique_ptr<Authenticator> AuthenticatorFromFlags(const base::Revocations& revocations) {
  auto users = std::make_unique<base::TokenVerifier>(
      OpenJwks("jwks", absl::GetFlag(FLAGS_jwks)),
      base::TokenVerifier::Options{.audience = absl::GetFlag(FLAGS_audience),
                                   .leeway = base::FlagSeconds(FLAGS_leeway_seconds),
                                   .max_life = base::LongestTokenLife(),
                                   .max_bytes = base::MaxTokenBytes(),
                                   .cache_size = base::TokenCacheEntries()},
      base::RealClock());
  return std::make_unique<Authenticator>(
      std::move(users),
      OwnVerifier(kExtensionAudience, base::FlagSeconds(FLAGS_extension_grace_seconds)),
      OwnVerifier(kSessionAudience, absl::ZeroDuration()),
      Authenticator::Options{.revocations = &revocations,
                             .dev_user = absl::GetFlag(FLAGS_dev_user)});
}

std::unique_ptr<base::TokenIssuer> ExtensionTokenIssuerFromFlags() {
  return OwnIssuer(kExtensionAudience);
}

std::unique_ptr<base::TokenIssuer> SessionTokenIssuerFromFlags() {
  return OwnIssuer(kSessionAudience);
}

std::string TokenKeyFromFlags() {
  return base::ValueOrRefuseFlag("token_key", base::ReadKeyFile(absl::GetFlag(FLAGS_token_key)));
}

ExtensionTokenHandler::Options ExtensionTokenOptionsFromFlags() {
  const std::string settings = absl::GetFlag(FLAGS_client_settings);
  const absl::Status status = CheckClientSettings(settings);
  if (!status.ok()) base::RefuseFlag("client_settings", status.message());
  return {.token_life = base::FlagSeconds(FLAGS_extension_token_seconds),
          .client_settings = settings};
}

absl::Duration LongestTokenLifeFromFlags() {
  // An extension's token is accepted the longest, if it was issued at the end of a user's token.
  return base::LongestTokenLife() + base::FlagSeconds(FLAGS_extension_token_seconds) +
         base::FlagSeconds(FLAGS_extension_grace_seconds) + base::FlagSeconds(FLAGS_leeway_seconds);
}

bool EndSocketsOfRemovedKeysFromFlags() { return absl::GetFlag(FLAGS_end_sockets_of_removed_keys); }

bool DevUserFromFlags() { return !absl::GetFlag(FLAGS_dev_user).empty(); }

bool DevLoginFromFlags() { return absl::GetFlag(FLAGS_dev_auth); }

}  // namespace lossy::edge
