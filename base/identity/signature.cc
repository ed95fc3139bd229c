#include "base/identity/signature.h"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>

#include <cstddef>
#include <memory>

#include "base/identity/evp_error_mark.h"

namespace lossy::base {
namespace {

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextFree>;

struct SigFree {
  void operator()(ECDSA_SIG* sig) const { ECDSA_SIG_free(sig); }
};
using EcdsaSig = std::unique_ptr<ECDSA_SIG, SigFree>;

constexpr int kScalarBytes = 32;  // r and s of P-256.
constexpr std::size_t kEs256Bytes = 64;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// `digest` is null for Ed25519, which hashes by itself.
std::string Sign(EVP_PKEY* key, const EVP_MD* digest, absl::string_view bytes) {
  const ErrorMark mark;
  const Context context(EVP_MD_CTX_new());
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string signature(size, '\0');
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(bytes), bytes.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

bool Verify(EVP_PKEY* key, const EVP_MD* digest, absl::string_view bytes,
            absl::string_view signature) {
  const ErrorMark mark;
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(bytes),
                          bytes.size()) == 1;
}

// OpenSSL uses DER. JWS uses r and s, one after the other.
std::string RawFromDer(absl::string_view der) {
  const unsigned char* cursor = Bytes(der);
  const EcdsaSig sig(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  if (sig == nullptr) return "";
  std::string raw(kEs256Bytes, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(sig.get()), Bytes(raw), kScalarBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(sig.get()), Bytes(raw) + kScalarBytes, kScalarBytes);
  return raw;
}

std::string DerFromRaw(absl::string_view raw) {
  const EcdsaSig sig(ECDSA_SIG_new());
  ECDSA_SIG_set0(sig.get(), BN_bin2bn(Bytes(raw), kScalarBytes, nullptr),
                 BN_bin2bn(Bytes(raw) + kScalarBytes, kScalarBytes, nullptr));
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(sig.get(), nullptr)), '\0');
  unsigned char* cursor = Bytes(der);
  i2d_ECDSA_SIG(sig.get(), &cursor);
  return der;
}

}  // namespace

std::string SignHs256(absl::string_view secret, absl::string_view bytes) {
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Bytes(bytes), bytes.size(),
           Bytes(mac), &size) == nullptr) {
    return "";
  }
  mac.resize(size);
  return mac;
}

bool VerifyHs256(absl::string_view secret, absl::string_view bytes, absl::string_view signature) {
  const std::string mac = SignHs256(secret, bytes);
  return !mac.empty() && mac.size() == signature.size() &&
         CRYPTO_memcmp(mac.data(), signature.data(), mac.size()) == 0;
}

std::string SignRs256(EVP_PKEY* key, absl::string_view bytes) {
  return Sign(key, EVP_sha256(), bytes);
}

bool VerifyRs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature) {
  return Verify(key, EVP_sha256(), bytes, signature);
}

std::string SignEs256(EVP_PKEY* key, absl::string_view bytes) {
  return RawFromDer(Sign(key, EVP_sha256(), bytes));
}

bool VerifyEs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature) {
  return signature.size() == kEs256Bytes && Verify(key, EVP_sha256(), bytes, DerFromRaw(signature));
}

std::string SignEd25519(EVP_PKEY* key, absl::string_view bytes) {
  return Sign(key, nullptr, bytes);
}

bool VerifyEd25519(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature) {
  return Verify(key, nullptr, bytes, signature);
}

}  // namespace lossy::base
