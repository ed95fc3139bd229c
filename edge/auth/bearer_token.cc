#include "edge/auth/bearer_token.h"

#include <string>

#include "absl/strings/match.h"

namespace lossy::edge {

absl::optional<absl::string_view> BearerToken(const HttpRequest& request) {
  constexpr absl::string_view kScheme = "bearer ";
  const std::string* header = request.Header("authorization");
  if (header == nullptr || !absl::StartsWithIgnoreCase(*header, kScheme)) return absl::nullopt;
  return absl::string_view(*header).substr(kScheme.size());
}

}  // namespace lossy::edge
