#include "base/rpc/audience.h"

#include <vector>

#include "absl/strings/str_split.h"

namespace lossy::base {

absl::string_view AudienceOf(absl::string_view service) {
  const std::size_t dot = service.rfind('.');
  return dot == absl::string_view::npos ? service : service.substr(0, dot);
}

absl::string_view ProcessOf(absl::string_view service) {
  const absl::string_view package = AudienceOf(service);
  const std::vector<absl::string_view> parts = absl::StrSplit(package, '.');
  const bool ours = parts.size() == 3 && parts[0] == "lossy";
  return ours ? parts[1] : package;
}

}  // namespace lossy::base
