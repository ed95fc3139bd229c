#include "edge/server/listen_address.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace lossy::edge {

bool ListenAddress::loopback() const { return host == "::1" || absl::StartsWith(host, "127."); }

absl::StatusOr<std::vector<ListenAddress>> ParseListen(absl::string_view text) {
  const std::size_t colon = text.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not host:port"));
  }
  absl::string_view host = text.substr(0, colon);
  if (host == "localhost") {
    return std::vector<ListenAddress>{{.host = "127.0.0.1", .port = port},
                                      {.host = "::1", .port = port}};
  }
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return std::vector<ListenAddress>{{.host = std::string(host), .port = port}};
}

}  // namespace lossy::edge
