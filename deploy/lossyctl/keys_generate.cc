#include "deploy/lossyctl/keys_generate.h"

#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/identity/jwk.h"
#include "base/identity/key_file.h"
#include "deploy/lossyctl/jwks_edit.h"
#include "deploy/lossyctl/required_flag.h"

ABSL_FLAG(std::string, kid, "", "Id of the new key; a key of the JWKS with this id is replaced");
ABSL_FLAG(std::string, private_out, "", "File for the private JWK; replaced if it exists");
ABSL_FLAG(std::string, jwks_out, "",
          "JWKS file that the public JWK is added to; may not exist yet");

namespace lossy::lossyctl {
namespace {

constexpr mode_t kPrivateMode = 0600;
constexpr mode_t kPublicMode = 0644;

struct JwksFile {
  std::string json;
  mode_t mode;  // A set with a secret in it stays as private as it was.
};

absl::StatusOr<JwksFile> ReadJwks(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0 && errno == ENOENT) {
    return JwksFile{.json = R"({"keys":[]})", .mode = kPublicMode};
  }
  absl::StatusOr<std::string> json = base::ReadKeyFile(path);
  if (!json.ok()) return json.status();
  return JwksFile{.json = *std::move(json), .mode = info.st_mode & 0777};
}

absl::Status Generate(const std::string& kid, const std::string& private_path,
                      const std::string& jwks_path) {
  const absl::StatusOr<JwksFile> jwks = ReadJwks(jwks_path);
  if (!jwks.ok()) return jwks.status();
  const base::Jwk key = base::Jwk::GenerateEd25519(kid);
  const absl::StatusOr<std::string> edited = WithKey(jwks->json, key);
  if (!edited.ok()) {
    return {absl::StatusCode::kFailedPrecondition,
            absl::StrCat(jwks_path, ": ", edited.status().message())};
  }
  // The public key first: nobody should sign with a key that nobody knows yet.
  absl::Status written = base::WriteKeyFile(jwks_path, *edited, jwks->mode);
  if (!written.ok()) return written;
  return base::WriteKeyFile(private_path, key.ToJson(/*with_private=*/true) + "\n", kPrivateMode);
}

}  // namespace

absl::Status GenerateKeys() {
  const absl::StatusOr<std::string> kid = Required(FLAGS_kid);
  if (!kid.ok()) return kid.status();
  const absl::StatusOr<std::string> private_path = Required(FLAGS_private_out);
  if (!private_path.ok()) return private_path.status();
  const absl::StatusOr<std::string> jwks_path = Required(FLAGS_jwks_out);
  if (!jwks_path.ok()) return jwks_path.status();
  return Generate(*kid, *private_path, *jwks_path);
}

}  // namespace lossy::lossyctl
