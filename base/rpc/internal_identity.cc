#include "base/rpc/internal_identity.h"

#include <cstdio>
#include <cstdlib>

#include "absl/flags/flag.h"
#include "base/process/log.h"
#include "base/time/clock.h"

ABSL_FLAG(std::string, internal_jwks, "",
          "JWKS files, comma-separated, whose keys sign internal tokens");
ABSL_FLAG(std::string, user_jwks, "",
          "JWKS files, comma-separated, of users who may call directly; empty: none may");
ABSL_FLAG(std::string, internal_key, "", "File with this process's private JWK");
ABSL_FLAG(int, internal_token_seconds, 300, "Life of the tokens this process signs, in seconds");

namespace lossy::base {
namespace {

constexpr char kAudience[] = "lossy";
constexpr absl::Duration kLeeway = absl::Seconds(30);

template <typename T>
T OrExit(absl::StatusOr<T> value, const char* flag) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "--%s: %s\n", flag, std::string(value.status().message()).c_str());
  std::exit(1);
}

std::shared_ptr<JwksFile> Open(const std::string& paths, const char* flag) {
  JwksFile::Options options;
  options.on_reload = [flag](const absl::Status& status) {
    Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "jwks_reloaded",
        {{"flag", flag}, {"problem", status.message()}});
  };
  return OrExit(JwksFile::Open(paths, RealClock(), options), flag);
}

}  // namespace

InternalIdentity InternalIdentity::FromFlags(const std::string& process) {
  std::shared_ptr<JwksFile> keys = Open(absl::GetFlag(FLAGS_internal_jwks), "internal_jwks");
  InternalIdentity made;
  made.verifier = std::make_unique<TokenVerifier>(
      std::move(keys),
      TokenVerifier::Options{.audience = kAudience, .leeway = kLeeway, .accept_roles = true},
      RealClock());
  if (const std::string users = absl::GetFlag(FLAGS_user_jwks); !users.empty()) {
    made.users = std::make_unique<TokenVerifier>(
        Open(users, "user_jwks"), TokenVerifier::Options{.audience = kAudience, .leeway = kLeeway},
        RealClock());
  }
  made.issuer = OrExit(
      TokenIssuer::FromFile(absl::GetFlag(FLAGS_internal_key), process, kAudience, RealClock()),
      "internal_key");
  return made;
}

Caller InternalIdentity::OnBehalfOf(const std::string& user_id,
                                    const std::string& request_id) const {
  Caller caller{.identity = {.user_id = user_id, .device_id = {}, .role = Role::kService},
                .token = {},
                .request_id = request_id};
  caller.token =
      issuer->Cached(caller.identity, absl::Seconds(absl::GetFlag(FLAGS_internal_token_seconds)));
  return caller;
}

}  // namespace lossy::base
