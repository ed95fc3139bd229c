#include "base/identity/test_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

#include "base/identity/base64url.h"
#include "base/identity/evp_key.h"
#include "base/identity/json_object.h"

namespace lossy::base {
namespace {

// Returns as many bytes as the number needs, at least `min_bytes`.
std::string Number(const EvpKey& key, const char* param, int min_bytes = 0) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key.get(), param, &number);
  std::string bytes(static_cast<std::size_t>(std::max(min_bytes, BN_num_bytes(number))), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
  BN_free(number);
  return Base64UrlEncode(bytes);
}

std::string Octets(const EvpKey& key, const char* param) {
  unsigned char bytes[128];
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key.get(), param, bytes, sizeof bytes, &size);
  return Base64UrlEncode({reinterpret_cast<const char*>(bytes), size});
}

}  // namespace

std::string NewHs256Jwk(absl::string_view kid) {
  unsigned char secret[32];
  RAND_bytes(secret, sizeof secret);
  return JsonObject()
      .String("kty", "oct")
      .String("kid", kid)
      .String("k", Base64UrlEncode({reinterpret_cast<const char*>(secret), sizeof secret}))
      .ToString();
}

std::string NewRs256Jwk(absl::string_view kid, int bits) {
  const EvpKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
  return JsonObject()
      .String("kty", "RSA")
      .String("kid", kid)
      .String("n", Number(key, OSSL_PKEY_PARAM_RSA_N))
      .String("e", Number(key, OSSL_PKEY_PARAM_RSA_E))
      .String("d", Number(key, OSSL_PKEY_PARAM_RSA_D))
      .String("p", Number(key, OSSL_PKEY_PARAM_RSA_FACTOR1))
      .String("q", Number(key, OSSL_PKEY_PARAM_RSA_FACTOR2))
      .String("dp", Number(key, OSSL_PKEY_PARAM_RSA_EXPONENT1))
      .String("dq", Number(key, OSSL_PKEY_PARAM_RSA_EXPONENT2))
      .String("qi", Number(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1))
      .ToString();
}

std::string NewEs256Jwk(absl::string_view kid) {
  const EvpKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  return JsonObject()
      .String("kty", "EC")
      .String("crv", "P-256")
      .String("kid", kid)
      .String("x", Number(key, OSSL_PKEY_PARAM_EC_PUB_X, 32))
      .String("y", Number(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32))
      .String("d", Number(key, OSSL_PKEY_PARAM_PRIV_KEY, 32))
      .ToString();
}

std::string NewEdDsaJwk(absl::string_view kid) {
  const EvpKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return JsonObject()
      .String("kty", "OKP")
      .String("crv", "Ed25519")
      .String("kid", kid)
      .String("x", Octets(key, OSSL_PKEY_PARAM_PUB_KEY))
      .String("d", Octets(key, OSSL_PKEY_PARAM_PRIV_KEY))
      .ToString();
}

}  // namespace lossy::base
