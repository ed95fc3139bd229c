#include "edge/tls/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace lossy::edge {
namespace {

// The newest key seals; the others only open.
constexpr std::size_t kKeys = 3;

int ContextIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

bool Random(std::uint8_t* bytes, std::size_t size) {
  return RAND_bytes(bytes, static_cast<int>(size)) == 1;
}

bool SetMac(EVP_MAC_CTX* mac, const std::uint8_t* key, std::size_t size) {
  char hash[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<std::uint8_t*>(key), size),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0), OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, params) == 1;
}

}  // namespace

TicketKeys::~TicketKeys() {
  base::MutexLock lock(mutex_);
  for (Key& key : keys_) OPENSSL_cleanse(&key, offsetof(Key, made_at));
}

void TicketKeys::Use(SSL_CTX* context) {
  SSL_CTX_set_ex_data(context, ContextIndex(), this);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &TicketKeys::OnTicket);
}

int TicketKeys::OnTicket(SSL* session, unsigned char* name, unsigned char* iv,
                         EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, int seals) {
  auto* const keys =
      static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), ContextIndex()));
  return seals == 1 ? keys->Seal(name, iv, cipher, mac) : keys->Open(name, iv, cipher, mac);
}

int TicketKeys::Seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                     EVP_MAC_CTX* mac) {
  constexpr int kFailed = -1;
  constexpr int kSealed = 1;
  base::MutexLock lock(mutex_);
  if (!Rotate() || !Random(iv, 16)) return kFailed;
  const Key& key = keys_.front();
  std::memcpy(name, key.name.data(), key.name.size());
  const bool set =
      EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
      SetMac(mac, key.mac.data(), key.mac.size());
  return set ? kSealed : kFailed;
}

int TicketKeys::Open(const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
                     EVP_MAC_CTX* mac) {
  constexpr int kUnknown = 0;  // A full handshake follows.
  constexpr int kOpened = 1;
  constexpr int kOpenedAndRenew = 2;
  base::MutexLock lock(mutex_);
  if (!Rotate()) return kUnknown;
  const auto found = std::find_if(keys_.begin(), keys_.end(), [name](const Key& key) {
    return std::memcmp(name, key.name.data(), key.name.size()) == 0;
  });
  if (found == keys_.end()) return kUnknown;
  const bool set =
      SetMac(mac, found->mac.data(), found->mac.size()) &&
      EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, found->cipher.data(), iv) == 1;
  if (!set) return kUnknown;
  return found == keys_.begin() ? kOpened : kOpenedAndRenew;
}

bool TicketKeys::Rotate() {
  const absl::Time now = clock_.Steady();
  while (!keys_.empty() && now - keys_.back().made_at >= kPeriod * kKeys) keys_.pop_back();
  if (!keys_.empty() && now - keys_.front().made_at < kPeriod) return true;
  Key fresh{};
  if (!Random(fresh.name.data(), fresh.name.size()) ||
      !Random(fresh.cipher.data(), fresh.cipher.size()) ||
      !Random(fresh.mac.data(), fresh.mac.size())) {
    return false;
  }
  fresh.made_at = now;
  keys_.insert(keys_.begin(), fresh);
  if (keys_.size() > kKeys) keys_.pop_back();
  return true;
}

}  // namespace lossy::edge
