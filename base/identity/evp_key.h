#pragma once

#include <openssl/evp.h>

#include <memory>

namespace lossy::base {

struct EvpKeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

using EvpKey = std::unique_ptr<EVP_PKEY, EvpKeyFree>;

}  // namespace lossy::base
