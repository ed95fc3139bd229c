#pragma once

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>

namespace lossy::base {

struct EvpKeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

using EvpKey = std::unique_ptr<EVP_PKEY, EvpKeyFree>;

// The members of a JWK by name, as the bytes that they stand for.
using KeyMembers = std::map<std::string, std::string>;

// Each makes the private key if there is a "d", else the public one. Null when a member is missing,
// has the wrong size, or the public part is not a sound key. That the two parts belong together
// is not checked.
EvpKey MakeRsaKey(const KeyMembers& members);
EvpKey MakeP256Key(const KeyMembers& members);
EvpKey MakeEd25519Key(const KeyMembers& members);

}  // namespace lossy::base
