#include "deploy/lossyctl/keys_generate.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/identity/jwk.h"
#include "base/identity/key_file.h"
#include "base/identity/key_grants.h"
#include "deploy/lossyctl/jwks_edit.h"
#include "deploy/lossyctl/required_flag.h"

ABSL_FLAG(std::string, kid, "", "Id of the key in the JWKS");
ABSL_FLAG(std::string, private_out, "", "File for the private JWK, which must not exist");
ABSL_FLAG(std::string, jwks_out, "",
          "JWKS file with the public keys; keys generate makes it if it does not exist");
ABSL_FLAG(std::string, signs, "",
          "Grants of the key: role:audience, comma-separated; with --process, in addition to the "
          "grants that the process needs");
ABSL_FLAG(std::string, process, "",
          "Process that uses the key: edge, video, notes, agent, notifications, admin, console, "
          "operator, or with --signs the package of another project's service; empty: --kid, if "
          "that is one of the first eight");

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

// The roles and services for which each process signs.
struct ProcessGrants {
  absl::string_view process;
  absl::string_view signs;
};

constexpr ProcessGrants kProcesses[] = {
    {"edge",
     "user:lossy.video.v1,user:lossy.notes.v1,user:lossy.agent.v1,service:lossy.notifications.v1"},
    {"video", "service:lossy.notifications.v1,service:lossy.notes.v1,service:lossy.agent.v1"},
    {"notes", "service:lossy.notifications.v1,service:lossy.video.v1,service:lossy.agent.v1"},
    {"agent", "service:lossy.notifications.v1,service:lossy.video.v1,service:lossy.notes.v1"},
    // It calls no service.
    {"notifications", ""},
    // It acts as the operator for whom the console calls.
    {"admin",
     "service:lossy.notifications.v1,operator:edge,operator:lossy.video.v1,operator:lossy.notes.v1,"
     "operator:lossy.agent.v1,operator:lossy.notifications.v1,operator:lossy.console.v1"},
    // The edge of the console.
    {"console", "user:lossy.console.v1,service:lossy.notifications.v1"},
    {"operator", "operator:*,service:*,user:*"},
};

// Null: `name` is none of our processes.
const ProcessGrants* FindProcess(absl::string_view name) {
  const auto found = absl::c_find_if(
      kProcesses, [name](const ProcessGrants& grants) { return grants.process == name; });
  return found == std::end(kProcesses) ? nullptr : &*found;
}

// Returns the process whose key `kid` is. Empty: unknown.
std::string ProcessFromFlags(absl::string_view kid) {
  const std::string named = absl::GetFlag(FLAGS_process);
  if (!named.empty()) return named;
  return FindProcess(kid) == nullptr ? "" : std::string(kid);
}

// None: the key is not one of our processes'.
absl::StatusOr<absl::optional<base::KeyGrants>> GrantsFromFlags(absl::string_view kid) {
  std::string signs = absl::GetFlag(FLAGS_signs);
  const std::string named = absl::GetFlag(FLAGS_process);
  if (signs.empty() || !named.empty()) {
    const ProcessGrants* process = FindProcess(ProcessFromFlags(kid));
    if (process == nullptr && signs.empty()) {
      if (named.empty()) return absl::nullopt;
      return absl::InvalidArgumentError(absl::StrCat("--process: there is no process ", named));
    }
    if (process != nullptr) {
      absl::StrAppend(&signs, signs.empty() || process->signs.empty() ? "" : ",", process->signs);
    }
  }
  absl::StatusOr<base::KeyGrants> grants = base::KeyGrants::ParseList(signs);
  if (!grants.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--signs: ", grants.status().message()));
  }
  return absl::optional<base::KeyGrants>(*std::move(grants));
}

absl::Status Edited(const absl::Status& status, const std::string& path) {
  return {absl::StatusCode::kFailedPrecondition, absl::StrCat(path, ": ", status.message())};
}

absl::Status Exists(const std::string& private_path) {
  return absl::AlreadyExistsError(
      absl::StrCat(private_path,
                   " exists, and no key is ever overwritten; to rotate the key, make one with "
                   "another --kid and --private_out (docs/keys.md)"));
}

absl::Status Taken(const std::string& kid, const std::string& jwks_path) {
  return absl::AlreadyExistsError(
      absl::StrCat(jwks_path, " has a key ", kid,
                   ", and no key is ever overwritten; choose another --kid, or take that key out "
                   "with \"keys remove\""));
}

absl::Status Generate(const std::string& kid, const std::string& private_path,
                      const std::string& jwks_path) {
  absl::StatusOr<absl::optional<base::KeyGrants>> grants = GrantsFromFlags(kid);
  if (!grants.ok()) return grants.status();
  if (access(private_path.c_str(), F_OK) == 0) return Exists(private_path);
  const absl::StatusOr<JwksFile> jwks = ReadJwks(jwks_path);
  if (!jwks.ok()) return jwks.status();
  base::Jwk key = base::Jwk::GenerateEd25519(kid);
  if (*grants) key.set_grants(**std::move(grants));
  key.set_process(ProcessFromFlags(kid));
  const absl::StatusOr<std::string> edited = WithKey(jwks->json, key);
  if (absl::IsAlreadyExists(edited.status())) return Taken(kid, jwks_path);
  if (!edited.ok()) return Edited(edited.status(), jwks_path);
  // The public key first: no process should sign with a key that verifiers do not have yet.
  absl::Status written = base::WriteKeyFile(jwks_path, *edited, jwks->mode);
  if (!written.ok()) return written;
  written =
      base::WriteNewKeyFile(private_path, key.ToJson(/*with_private=*/true) + "\n", kPrivateMode);
  if (written.ok()) return written;
  // A public key without its private key is of no use.
  base::WriteKeyFile(jwks_path, jwks->json, jwks->mode).IgnoreError();
  return absl::IsAlreadyExists(written) ? Exists(private_path) : written;
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

absl::Status RemoveKeys() {
  const absl::StatusOr<std::string> kid = Required(FLAGS_kid);
  if (!kid.ok()) return kid.status();
  const absl::StatusOr<std::string> path = Required(FLAGS_jwks_out);
  if (!path.ok()) return path.status();
  const absl::StatusOr<JwksFile> jwks = ReadJwks(*path);
  if (!jwks.ok()) return jwks.status();
  const absl::StatusOr<std::string> edited = WithoutKey(jwks->json, *kid);
  if (!edited.ok()) return Edited(edited.status(), *path);
  return base::WriteKeyFile(*path, *edited, jwks->mode);
}

absl::Status GrantKeys() {
  const absl::StatusOr<std::string> kid = Required(FLAGS_kid);
  if (!kid.ok()) return kid.status();
  const absl::StatusOr<std::string> path = Required(FLAGS_jwks_out);
  if (!path.ok()) return path.status();
  absl::StatusOr<absl::optional<base::KeyGrants>> grants = GrantsFromFlags(*kid);
  if (!grants.ok()) return grants.status();
  if (!*grants) return absl::InvalidArgumentError("--signs is missing");
  const absl::StatusOr<JwksFile> jwks = ReadJwks(*path);
  if (!jwks.ok()) return jwks.status();
  const absl::StatusOr<std::string> edited =
      WithGrants(jwks->json, *kid, **std::move(grants), ProcessFromFlags(*kid));
  if (!edited.ok()) return Edited(edited.status(), *path);
  return base::WriteKeyFile(*path, *edited, jwks->mode);
}

}  // namespace lossy::lossyctl
