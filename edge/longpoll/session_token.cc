#include "edge/longpoll/session_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identity/base64url.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kPrefix = "lossylp.";
// Distinguishes this key from other keys that are derived from the secret.
constexpr absl::string_view kPurpose = "lossy long-poll session token, version 1";

std::string Hmac(absl::string_view key, absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const unsigned char* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  if (done == nullptr) std::abort();
  return {reinterpret_cast<const char*>(digest), size};
}

}  // namespace

std::string SessionToken::NewId() {
  unsigned char id[kIdBytes];
  if (RAND_bytes(id, sizeof id) != 1) std::abort();
  return {reinterpret_cast<const char*>(id), sizeof id};
}

bool IsSessionToken(absl::string_view text) { return absl::StartsWith(text, kPrefix); }

TokenSigner::TokenSigner(absl::string_view secret) : key_(Hmac(secret, kPurpose)) {}

std::string TokenSigner::Sign(const SessionToken& token) const {
  std::string bytes = token.id;
  bytes.push_back(static_cast<char>(token.worker >> 8));
  bytes.push_back(static_cast<char>(token.worker));
  bytes += token.edge;
  const std::string text = absl::StrCat(kPrefix, base::Base64UrlEncode(bytes));
  return absl::StrCat(text, ".", base::Base64UrlEncode(Hmac(key_, text)));
}

absl::optional<SessionToken> TokenSigner::Verify(absl::string_view text) const {
  const std::size_t dot = text.rfind('.');
  if (!IsSessionToken(text) || dot < kPrefix.size()) return absl::nullopt;
  const absl::string_view payload = text.substr(0, dot);
  const std::string expected = Hmac(key_, payload);
  const absl::optional<std::string> digest = base::Base64UrlDecode(text.substr(dot + 1));
  if (!digest || digest->size() != expected.size() ||
      CRYPTO_memcmp(digest->data(), expected.data(), expected.size()) != 0) {
    return absl::nullopt;
  }
  const absl::optional<std::string> bytes = base::Base64UrlDecode(payload.substr(kPrefix.size()));
  constexpr std::size_t kHead = SessionToken::kIdBytes + 2;
  if (!bytes || bytes->size() < kHead) return absl::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*bytes)[i]); };
  return SessionToken{.id = bytes->substr(0, SessionToken::kIdBytes),
                      .worker = static_cast<std::uint16_t>(byte(kHead - 2) << 8 | byte(kHead - 1)),
                      .edge = bytes->substr(kHead)};
}

}  // namespace lossy::edge
