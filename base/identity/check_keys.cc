#include "base/identity/check_keys.h"

#include "base/identity/jwks_file.h"
#include "base/identity/token_issuer.h"
#include "base/time/clock.h"

namespace lossy::base {

absl::Status CheckJwks(absl::string_view paths) {
  if (paths.empty()) return absl::InvalidArgumentError("is missing; name a JWKS file");
  return JwksFile::Open(paths, RealClock(), {}).status();
}

absl::Status CheckSigningKey(const std::string& path) {
  if (path.empty()) {
    return absl::InvalidArgumentError(
        "is missing; name the file with the private key that lossyctl keys generate has written");
  }
  return TokenIssuer::FromFile(path, "check", "", RealClock()).status();
}

}  // namespace lossy::base
