#include "services/notifications/log/epoch.h"

#include <openssl/rand.h>

#include "absl/strings/escaping.h"

namespace lossy::notifications {

std::string NewEpoch() {
  unsigned char bytes[16];
  RAND_bytes(bytes, sizeof bytes);
  return absl::WebSafeBase64Escape({reinterpret_cast<const char*>(bytes), sizeof bytes});
}

}  // namespace lossy::notifications
