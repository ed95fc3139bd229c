#include "deploy/lossyctl/token.h"

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_range.h"
#include "base/identity/identity.h"
#include "base/identity/token_issuer.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/report/report.h"
#include "deploy/lossyctl/required_flag.h"

ABSL_FLAG(std::string, key, "", "File with the private JWK to sign with");
ABSL_FLAG(std::string, user, "", "User that the token is for");
ABSL_FLAG(std::string, device, "", "Device that the token is for, if any");
ABSL_FLAG(std::int64_t, ttl, 900, "Life of the token in seconds");
ABSL_FLAG(std::string, role, "user", "user, service or operator");
ABSL_FLAG(std::string, audience, "lossy",
          "Audience of the token: lossy, or the package of one service");

LOSSY_FLAG_RANGE(ttl, -31'536'000, 3'153'600'000);

namespace lossy::lossyctl {
namespace {

constexpr std::int64_t kMaxTtlSeconds = 366LL * 24 * 3600;

absl::StatusOr<base::Identity> IdentityFromFlags() {
  const absl::StatusOr<std::string> user = Required(FLAGS_user);
  if (!user.ok()) return user.status();
  base::Identity identity{.user_id = *user, .device_id = absl::GetFlag(FLAGS_device)};
  if (!base::IsUserId(identity.user_id)) {
    return absl::InvalidArgumentError("--user is longer than 255 bytes or not printable");
  }
  if (!base::IsDeviceId(identity.device_id)) {
    return absl::InvalidArgumentError("--device is longer than 255 bytes or not printable");
  }
  const absl::optional<base::Role> role = base::ParseRole(absl::GetFlag(FLAGS_role));
  if (!role) return absl::InvalidArgumentError("--role is not user, service or operator");
  identity.role = *role;
  return identity;
}

absl::StatusOr<absl::Duration> TtlFromFlags() {
  const std::int64_t seconds = absl::GetFlag(FLAGS_ttl);
  if (seconds > 0 && seconds <= kMaxTtlSeconds) return absl::Seconds(seconds);
  return absl::InvalidArgumentError(
      absl::StrCat("--ttl is not between 1 and ", kMaxTtlSeconds, " seconds"));
}

}  // namespace

absl::Status PrintToken() {
  const absl::StatusOr<std::string> key = Required(FLAGS_key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<base::Identity> identity = IdentityFromFlags();
  if (!identity.ok()) return identity.status();
  const absl::StatusOr<absl::Duration> ttl = TtlFromFlags();
  if (!ttl.ok()) return ttl.status();
  const absl::StatusOr<std::unique_ptr<base::TokenIssuer>> issuer = base::TokenIssuer::FromFile(
      *key, "operator", absl::GetFlag(FLAGS_audience), base::RealClock());
  if (!issuer.ok()) {
    return {absl::StatusCode::kFailedPrecondition, issuer.status().message()};
  }
  const std::string token = (*issuer)->Issue(*identity, *ttl);
  if (!JsonIsWanted()) {
    std::cout << token << '\n';
    return absl::OkStatus();
  }
  Report report;
  report.Add("token", token);
  report.Add("user", identity->user_id);
  report.Add("ttl_seconds", absl::ToInt64Seconds(*ttl));
  report.Print();
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
