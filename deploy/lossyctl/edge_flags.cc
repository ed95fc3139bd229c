#include "deploy/lossyctl/edge_flags.h"

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/identity/key_file.h"
#include "base/identity/token_issuer.h"
#include "base/time/clock.h"

ABSL_FLAG(std::string, edge, "http://localhost:4000", "URLs of edges, comma-separated");
ABSL_FLAG(std::string, edge_ca, "",
          "PEM file of the authorities of the edges' certificates; empty: the system's");
ABSL_FLAG(std::string, user_key, "",
          "File with a private JWK of users, which signs the token of a user of lossyctl");
ABSL_FLAG(std::string, user_audience, "lossy", "Audience of the token that --user_key signs");
ABSL_FLAG(std::string, user_token_file, "", "File with a user's token, in place of --user_key");

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kTokenLife = absl::Minutes(1);

}  // namespace

std::vector<std::string> EdgeUrls() {
  return absl::StrSplit(absl::GetFlag(FLAGS_edge), ',', absl::SkipWhitespace());
}

std::string EdgeAuthorities() { return absl::GetFlag(FLAGS_edge_ca); }

absl::StatusOr<std::string> UserToken(absl::string_view user) {
  if (const std::string file = absl::GetFlag(FLAGS_user_token_file); !file.empty()) {
    absl::StatusOr<std::string> token = base::ReadKeyFile(file);
    if (!token.ok()) return absl::InvalidArgumentError(token.status().message());
    absl::StripAsciiWhitespace(&*token);
    return token;
  }
  const std::string key = absl::GetFlag(FLAGS_user_key);
  if (key.empty()) return "";
  const auto issuer = base::TokenIssuer::FromFile(
      key, "lossyctl", absl::GetFlag(FLAGS_user_audience), base::RealClock());
  if (!issuer.ok()) return absl::InvalidArgumentError(issuer.status().message());
  return (*issuer)->Issue({.user_id = std::string(user)}, kTokenLife);
}

}  // namespace lossy::lossyctl
