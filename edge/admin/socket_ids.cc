#include "edge/admin/socket_ids.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text/uuid.h"

namespace lossy::edge {
namespace {

// The last characters of a UUID are random.
constexpr std::size_t kTagSize = 8;

std::string NewTag() {
  const std::string uuid = base::NewUuid();
  return uuid.substr(uuid.size() - kTagSize);
}

}  // namespace

SocketIds::SocketIds() : tag_(NewTag()) {}

std::string SocketIds::Format(const SocketNumber& socket) const {
  return absl::StrCat(tag_, "-", socket.worker, "-", socket.number);
}

absl::optional<SocketNumber> SocketIds::Parse(absl::string_view id) const {
  const std::vector<absl::string_view> parts = absl::StrSplit(id, '-');
  std::uint32_t worker = 0;
  SocketNumber socket;
  if (parts.size() != 3 || parts[0] != tag_ || !absl::SimpleAtoi(parts[1], &worker) ||
      worker > std::numeric_limits<std::uint16_t>::max() ||
      !absl::SimpleAtoi(parts[2], &socket.number)) {
    return absl::nullopt;
  }
  socket.worker = static_cast<std::uint16_t>(worker);
  return socket;
}

}  // namespace lossy::edge
