#include "edge/auth/test_tokens.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/identity/jwks_file.h"
#include "base/identity/token_verifier.h"
#include "base/text/uuid.h"

namespace lossy::edge {
namespace {

constexpr char kUserKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"user","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})";
constexpr char kEdgeKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"edge","k":"Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA"})";

// Key files, which the destructor deletes after the keys are read.
class Folder {
 public:
  Folder() { std::filesystem::create_directory(path_); }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string Write(const std::string& contents) {
    const std::string file = path_ / base::NewUuid();
    std::ofstream(file) << contents;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file;
  }

 private:
  const std::filesystem::path path_ = std::filesystem::temp_directory_path() / base::NewUuid();
};

std::unique_ptr<base::TokenVerifier> Verifier(Folder& folder, const char* key,
                                              const std::string& audience, absl::Duration grace,
                                              const base::Clock& clock) {
  const std::string file = folder.Write(absl::StrCat("{\"keys\":[", key, "]}"));
  // A later read of the deleted files fails and does not change the keys.
  return std::make_unique<base::TokenVerifier>(
      *base::JwksFile::Open(file, clock, {.check_interval = absl::Hours(10'000)}),
      base::TokenVerifier::Options{
          .audience = audience, .accept_auth_time = audience != "lossy", .expiry_grace = grace},
      clock);
}

std::unique_ptr<base::TokenIssuer> Issuer(Folder& folder, const char* key,
                                          const std::string& audience, const base::Clock& clock) {
  return *base::TokenIssuer::FromFile(folder.Write(key), "test", audience, clock);
}

}  // namespace

TestTokens::TestTokens(const std::string& dev_user) {
  Folder folder;
  users_ = Issuer(folder, kUserKey, "lossy", clock_);
  extensions_ = Issuer(folder, kEdgeKey, "lossy-extension", clock_);
  sessions_ = Issuer(folder, kEdgeKey, "lossy-session", clock_);
  authenticator_ = std::make_unique<Authenticator>(
      Verifier(folder, kUserKey, "lossy", absl::ZeroDuration(), clock_),
      Verifier(folder, kEdgeKey, "lossy-extension", kExtensionGrace, clock_),
      Verifier(folder, kEdgeKey, "lossy-session", absl::ZeroDuration(), clock_),
      Authenticator::Options{.dev_user = dev_user});
}

std::string TestTokens::User(const std::string& id, const std::string& device) {
  return users_->Issue({.user_id = id, .device_id = device}, absl::Hours(1));
}

}  // namespace lossy::edge
