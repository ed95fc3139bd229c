#include "edge/tls/key_schedule.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

struct KdfFree {
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};
using Kdf = std::unique_ptr<EVP_KDF_CTX, KdfFree>;

Kdf NewHkdf() {
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  return Kdf(EVP_KDF_CTX_new(kdf));
}

Kdf NewTls1Prf() {
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
  return Kdf(EVP_KDF_CTX_new(kdf));
}

OSSL_PARAM Octets(const char* name, absl::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

OSSL_PARAM Text(const char* name, const char* text) {
  return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(text), 0);
}

// The inputs are valid, so that a failure is one of OpenSSL, without which no key can be trusted.
void Derive(const Kdf& kdf, const OSSL_PARAM* params, std::uint8_t* out, std::size_t size) {
  if (EVP_KDF_derive(kdf.get(), out, size, params) != 1) std::abort();
}

const char* HashOf(const TrafficKeys& keys) {
  return keys.secret_bytes == 48 ? "SHA384" : "SHA256";
}

// HKDF-Expand-Label with an empty context (RFC 8446, section 7.1).
void ExpandLabel(const TrafficKeys& keys, absl::string_view label, std::uint8_t* out,
                 std::size_t size) {
  const std::string full = absl::StrCat("tls13 ", label);
  std::string info = {static_cast<char>(size >> 8), static_cast<char>(size),
                      static_cast<char>(full.size())};
  absl::StrAppend(&info, full, absl::string_view("\0", 1));
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  const absl::string_view secret(reinterpret_cast<const char*>(keys.secret.data()),
                                 keys.secret_bytes);
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                               Text(OSSL_KDF_PARAM_DIGEST, HashOf(keys)),
                               Octets(OSSL_KDF_PARAM_KEY, secret),
                               Octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  Derive(NewHkdf(), params, out, size);
}

}  // namespace

void DeriveKeys(TrafficKeys& keys) {
  ExpandLabel(keys, "key", keys.key.data(), keys.key_bytes());
  ExpandLabel(keys, "iv", keys.iv.data(), keys.iv.size());
}

void NextSecret(TrafficKeys& keys) {
  std::array<std::uint8_t, 48> next{};
  ExpandLabel(keys, "traffic upd", next.data(), keys.secret_bytes);
  keys.secret = next;
  DeriveKeys(keys);
}

ConnectionKeys ExpandKeys(const Tls12Secrets& secrets, TlsAead aead) {
  ConnectionKeys keys;
  for (TrafficKeys* each : {&keys.client, &keys.server}) {
    each->version = TlsVersion::k12;
    each->aead = aead;
  }
  const std::size_t key_bytes = keys.client.key_bytes();
  const std::size_t iv_bytes = aead == TlsAead::kChaCha20Poly1305 ? 12 : 4;
  const std::string seed =
      absl::StrCat("key expansion", secrets.server_random, secrets.client_random);
  const OSSL_PARAM params[] = {Text(OSSL_KDF_PARAM_DIGEST, secrets.hash),
                               Octets(OSSL_KDF_PARAM_SECRET, secrets.master),
                               Octets(OSSL_KDF_PARAM_SEED, seed), OSSL_PARAM_construct_end()};
  std::uint8_t block[2 * (32 + 12)];
  Derive(NewTls1Prf(), params, block, 2 * (key_bytes + iv_bytes));
  const std::uint8_t* at = block;
  for (TrafficKeys* each : {&keys.client, &keys.server}) {
    std::copy_n(at, key_bytes, each->key.begin());
    at += key_bytes;
  }
  for (TrafficKeys* each : {&keys.client, &keys.server}) {
    std::copy_n(at, iv_bytes, each->iv.begin());
    at += iv_bytes;
  }
  OPENSSL_cleanse(block, sizeof block);
  return keys;
}

}  // namespace lossy::edge
