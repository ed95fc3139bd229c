#include "edge/server/proxy_start.h"

#include <algorithm>
#include <cstdint>

#include "edge/net/proxy_header.h"

namespace lossy::edge {

ProxyStart ReadProxyStart(absl::string_view data, const TrustedProxies& proxies, HttpState& state,
                          std::size_t* size) {
  *size = 0;
  state.begun = true;
  state.behind_proxy = proxies.forwarded_from.Contain(state.client);
  if (!proxies.proxy_protocol_from.Contain(state.client)) return ProxyStart::kDone;
  ProxyHeader header;
  switch (ParseProxyHeader(data, &header)) {
    case ProxyHeader::Result::kIncomplete:
      state.begun = false;
      state.progress.wanted = static_cast<std::uint32_t>(std::max(header.size, data.size() + 1));
      return ProxyStart::kIncomplete;
    case ProxyHeader::Result::kMalformed:
      return ProxyStart::kMalformed;
    case ProxyHeader::Result::kDone:
      break;
  }
  state.progress = {};
  state.proxied = true;
  state.behind_proxy = true;
  if (header.client) state.client = *header.client;
  *size = header.size;
  return ProxyStart::kDone;
}

}  // namespace lossy::edge
