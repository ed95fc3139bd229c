#include "base/rpc/audience.h"

namespace lossy::base {

absl::string_view AudienceOf(absl::string_view service) {
  const std::size_t dot = service.rfind('.');
  return dot == absl::string_view::npos ? service : service.substr(0, dot);
}

}  // namespace lossy::base
