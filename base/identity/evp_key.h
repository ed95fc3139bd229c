#pragma once

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>

namespace lossy::base {

// An owning pointer to a key of OpenSSL.
struct EvpKeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

using EvpKey = std::unique_ptr<EVP_PKEY, EvpKeyFree>;

// The members of a JWK by name, each decoded from base64url to bytes.
using KeyMembers = std::map<std::string, std::string>;

// Each function makes the private key if `members` has a "d", otherwise the public key (RFC 7518,
// section 6; RFC 8037). Returns nullptr if a member is missing or has the wrong size, or if the
// public part is no valid key. Does not check that the private part belongs to the public part.
EvpKey MakeRsaKey(const KeyMembers& members);
EvpKey MakeP256Key(const KeyMembers& members);
EvpKey MakeEd25519Key(const KeyMembers& members);

}  // namespace lossy::base
