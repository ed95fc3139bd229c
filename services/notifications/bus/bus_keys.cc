#include "services/notifications/bus/bus_keys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/base64url.h"
#include "base/identity/json_members.h"
#include "base/identity/key_file.h"
#include "base/log/log.h"
#include "simdjson.h"

namespace lossy::notifications {
namespace {

constexpr absl::Duration kReadPause = absl::Seconds(1);
constexpr absl::Duration kComplaintPause = absl::Minutes(1);

// OpenSSL fails here only if memory or SHA-256 is missing.
void Check(bool ok) {
  if (!ok) std::abort();
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_MAC_CTX* MakeKeyed(absl::string_view secret) {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Check(hmac != nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(hmac);
  EVP_MAC_free(hmac);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  Check(context != nullptr && EVP_MAC_init(context, Bytes(secret), secret.size(), parameters) == 1);
  return context;
}

absl::StatusOr<std::string> SecretOf(simdjson::dom::element element) {
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("a key is not a JSON object");
  }
  const absl::StatusOr<std::string> type = base::StringMember(object, "kty");
  if (!type.ok()) return type.status();
  const absl::StatusOr<std::string> text = base::StringMember(object, "k");
  if (!text.ok()) return text.status();
  if (*type != "oct") return absl::InvalidArgumentError("the \"kty\" of each key must be \"oct\"");
  absl::optional<std::string> secret = base::Base64UrlDecode(*text);
  if (!secret.has_value() || secret->size() < BusKey::kLeastSecretBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the \"k\" of each key must be base64url of ",
                                                   BusKey::kLeastSecretBytes,
                                                   " bytes or more, without padding"));
  }
  return *std::move(secret);
}

absl::Status At(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

}  // namespace

void BusKey::Free::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

BusKey::BusKey(absl::string_view secret)
    : keyed_(MakeKeyed(secret)), id_(Mac({"lossy bus key id"}).substr(0, kIdBytes)) {}

std::string BusKey::Mac(std::initializer_list<absl::string_view> parts) const {
  const std::unique_ptr<evp_mac_ctx_st, Free> context(EVP_MAC_CTX_dup(keyed_.get()));
  Check(context != nullptr);
  for (const absl::string_view part : parts) {
    Check(EVP_MAC_update(context.get(), Bytes(part), part.size()) == 1);
  }
  std::string mac(kMacBytes, '\0');
  std::size_t size = 0;
  Check(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(mac.data()), &size,
                      mac.size()) == 1 &&
        size == kMacBytes);
  return mac;
}

absl::StatusOr<BusKeys> BusKeys::Parse(absl::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (parser.parse(json.data(), json.size())["keys"].get(list) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not a JWKS: it must be a JSON object with a list \"keys\"");
  }
  BusKeys keys;
  for (const simdjson::dom::element element : list) {
    const absl::StatusOr<std::string> secret = SecretOf(element);
    if (!secret.ok()) return secret.status();
    keys.keys_.push_back(std::make_shared<const BusKey>(*secret));
  }
  if (keys.keys_.empty()) return absl::InvalidArgumentError("the JWKS must have a key");
  return keys;
}

const BusKey* BusKeys::Find(absl::string_view id) const {
  for (const std::shared_ptr<const BusKey>& key : keys_) {
    if (key->id() == id) return key.get();
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<BusKeyFile>> BusKeyFile::Open(const std::string& path,
                                                             const base::Clock& clock) {
  absl::StatusOr<std::string> contents = base::ReadKeyFile(path);
  if (!contents.ok()) return contents.status();
  absl::StatusOr<BusKeys> keys = BusKeys::Parse(*contents);
  if (!keys.ok()) return At(path, keys.status());
  return std::shared_ptr<BusKeyFile>(
      new BusKeyFile(path, *std::move(contents), *std::move(keys), clock));
}

BusKeyFile::BusKeyFile(std::string path, std::string contents, BusKeys keys,
                       const base::Clock& clock)
    : path_(std::move(path)),
      clock_(clock),
      contents_(std::move(contents)),
      keys_(std::make_shared<const BusKeys>(std::move(keys))),
      read_at_(clock.Steady()) {}

std::shared_ptr<const BusKeys> BusKeyFile::Get() {
  const absl::Time now = clock_.Steady();
  base::MutexLock lock(mutex_);
  if (now - read_at_ >= kReadPause) ReloadLocked(now);
  return keys_;
}

void BusKeyFile::ReloadLocked(absl::Time now) {
  read_at_ = now;
  absl::StatusOr<std::string> contents = base::ReadKeyFile(path_);
  const bool changed = contents != contents_;
  if (!changed && !broken_) return;
  contents_ = std::move(contents);
  absl::StatusOr<BusKeys> keys =
      contents_.ok() ? BusKeys::Parse(*contents_) : absl::StatusOr<BusKeys>(contents_.status());
  broken_ = !keys.ok();
  if (broken_) return ComplainLocked(keys.status(), changed, now);
  keys_ = std::make_shared<const BusKeys>(*std::move(keys));
  base::Log(base::LogLevel::kInfo, "bus_keys_reloaded", {{"path", absl::string_view(path_)}});
}

void BusKeyFile::ComplainLocked(const absl::Status& problem, bool is_new, absl::Time now) {
  if (!is_new && now - logged_at_ < kComplaintPause) return;
  logged_at_ = now;
  base::Log(base::LogLevel::kWarning, "bus_keys_not_reloaded",
            {{"path", absl::string_view(path_)}, {"problem", problem.message()}});
}

}  // namespace lossy::notifications
