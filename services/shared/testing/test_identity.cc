#include "services/shared/testing/test_identity.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"

namespace lossy::services {
namespace {

constexpr char kKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"test","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})";

std::string Write(const std::string& name, const std::string& contents) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << contents;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return path;
}

}  // namespace

base::InternalIdentity NewTestIdentity() {
  const std::string keys = Write("jwks.json", absl::StrCat(R"({"keys":[)", kKey, "]}"));
  base::InternalIdentity identity;
  identity.verifier = std::make_unique<base::TokenVerifier>(
      *base::JwksFile::Open(keys, base::RealClock(), {}),
      base::TokenVerifier::Options{.accept_auth_time = true, .accept_roles = true},
      base::RealClock());
  identity.issuer =
      *base::TokenIssuer::FromFile(Write("key.json", kKey), "test", "", base::RealClock());
  return identity;
}

}  // namespace lossy::services
