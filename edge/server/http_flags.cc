#include "edge/server/http_flags.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/rpc/token_size.h"
#include "edge/http/origin_policy.h"
#include "edge/net/ip_address.h"

ABSL_FLAG(int, max_header_bytes, 64 << 10,
          "Largest header of an HTTP request, its target included, in bytes; a token of "
          "--max_token_bytes takes four thirds of its size there");
ABSL_FLAG(int, max_body_bytes, 64 << 10, "Largest body of an HTTP request, in bytes");
ABSL_FLAG(int, max_longpoll_body_bytes, 11 << 20,
          "Largest body that a long-polling client may post, in bytes");
ABSL_FLAG(std::string, allowed_origins,
          "//localhost,//127.0.0.1,//[::1],chrome-extension://*,moz-extension://*",
          "Origins of the web pages that may connect, comma-separated");
ABSL_FLAG(bool, deflate, false, "Compress messages to and from clients that offer it");
ABSL_FLAG(
    std::string, proxy_protocol_from, "",
    "Addresses and networks of proxies, comma-separated, whose connections begin with a PROXY "
    "protocol header, version 1 or 2; unix: clients of a Unix socket");
ABSL_FLAG(std::string, forwarded_from, "",
          "Addresses and networks of proxies, comma-separated, whose Forwarded or X-Forwarded-For "
          "header has the client's address; unix: clients of a Unix socket");

LOSSY_FLAG_RANGE(max_header_bytes, 1024, 16 << 20);
LOSSY_FLAG_RANGE(max_body_bytes, 0, 1 << 30);
LOSSY_FLAG_RANGE(max_longpoll_body_bytes, 1024, 1 << 30);
LOSSY_FLAG_CHECK(allowed_origins, [] {
  return lossy::edge::OriginPolicy::Parse(absl::GetFlag(FLAGS_allowed_origins)).status();
});
LOSSY_FLAG_CHECK(proxy_protocol_from, [] {
  return lossy::edge::IpNetworks::Parse(absl::GetFlag(FLAGS_proxy_protocol_from)).status();
});
LOSSY_FLAG_CHECK(forwarded_from, [] {
  return lossy::edge::IpNetworks::Parse(absl::GetFlag(FLAGS_forwarded_from)).status();
});

namespace lossy::edge {
namespace {

// A token may come in base64, in a header or in the request's target.
void WarnIfHeadersAreTooSmall(std::size_t max_header_bytes) {
  const std::size_t needed = base::MaxTokenBytes() * 4 / 3;
  if (max_header_bytes > needed) return;
  base::Log(base::LogLevel::kWarning, "max_header_bytes_below_max_token_bytes",
            {{"max_header_bytes", static_cast<std::int64_t>(max_header_bytes)},
             {"needed", static_cast<std::int64_t>(needed)}});
}

}  // namespace

HttpLimits HttpLimitsFromFlags() {
  const HttpLimits limits{.max_header_bytes = base::FlagSize(FLAGS_max_header_bytes),
                          .max_body_bytes = base::FlagSize(FLAGS_max_body_bytes),
                          .max_longpoll_body_bytes = base::FlagSize(FLAGS_max_longpoll_body_bytes)};
  WarnIfHeadersAreTooSmall(limits.max_header_bytes);
  return limits;
}

SocketPolicy SocketPolicyFromFlags() {
  return {.origins = base::ValueOrRefuseFlag(
              "allowed_origins", OriginPolicy::Parse(absl::GetFlag(FLAGS_allowed_origins))),
          .deflate = absl::GetFlag(FLAGS_deflate)};
}

TrustedProxies TrustedProxiesFromFlags() {
  return {.proxy_protocol_from = base::ValueOrRefuseFlag(
              "proxy_protocol_from", IpNetworks::Parse(absl::GetFlag(FLAGS_proxy_protocol_from))),
          .forwarded_from = base::ValueOrRefuseFlag(
              "forwarded_from", IpNetworks::Parse(absl::GetFlag(FLAGS_forwarded_from)))};
}

}  // namespace lossy::edge
