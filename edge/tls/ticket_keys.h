#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::edge {

// The keys with which the edge seals session tickets. A client presents its ticket to resume a
// session, which saves the signature of a handshake.
//
// A new key replaces the key in use every kPeriod. A ticket is accepted for the next two periods,
// and the client then gets a new one. The keys exist in memory only, so that tickets are valid at
// the edge process that made them, and a stolen disk opens no recorded connection. Thread-safe.
class TicketKeys {
 public:
  static constexpr absl::Duration kPeriod = absl::Hours(8);

  // `clock` must outlive the object.
  explicit TicketKeys(const base::Clock& clock) : clock_(clock) {}
  ~TicketKeys();

  // Makes the context use the keys, which must outlive it and its sessions.
  void Use(SSL_CTX* context);

 private:
  struct Key {
    std::array<std::uint8_t, 16> name;
    std::array<std::uint8_t, 32> cipher;
    std::array<std::uint8_t, 32> mac;
    absl::Time made_at;  // Steady.
  };

  // The callback of OpenSSL: see SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
  static int OnTicket(SSL* session, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac, int seals);

  int Seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac);
  int Open(const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
           EVP_MAC_CTX* mac);
  // Drops old keys, and makes a new one if it is time. Returns false if OpenSSL has no random
  // bytes.
  bool Rotate() LOSSY_REQUIRES(mutex_);

  const base::Clock& clock_;
  base::Mutex mutex_;
  std::vector<Key> keys_ LOSSY_GUARDED_BY(mutex_);  // The newest first.
};

}  // namespace lossy::edge
