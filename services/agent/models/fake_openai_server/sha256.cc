#include "services/agent/models/fake_openai_server/sha256.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"

namespace lossy::agent {

std::string Sha256Hex(absl::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace lossy::agent
