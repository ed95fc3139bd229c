#include "services/notifications/log/log_placement.h"

#include <cstdint>

#include "absl/algorithm/container.h"

namespace lossy::notifications {

// FNV-1a, and the last step of MurmurHash3, because the low bits of FNV-1a are weak.
std::size_t PlaceOf(absl::string_view topic, std::size_t places,
                    absl::Span<const std::string> first_topics) {
  if (absl::c_linear_search(first_topics, topic)) return 0;
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : topic) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return (hash ^ (hash >> 33)) % places;
}

}  // namespace lossy::notifications
