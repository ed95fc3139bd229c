#pragma once

#include "edge/server/http_front.h"
#include "edge/server/http_limits.h"
#include "edge/server/websocket_upgrader.h"

namespace lossy::edge {

// Returns the limits of HTTP requests from --max_header_bytes, --max_body_bytes and
// --max_longpoll_body_bytes. Logs a warning if a header has no room for a token of
// --max_token_bytes.
HttpLimits HttpLimitsFromFlags();

// Returns the rules for sockets from --allowed_origins and --deflate. Refuses the start
// (base/log/refuse_start.h) if an origin is invalid.
SocketPolicy SocketPolicyFromFlags();

// Returns the trusted proxies from --proxy_protocol_from and --forwarded_from. Refuses the start if
// a network is invalid.
TrustedProxies TrustedProxiesFromFlags();

}  // namespace lossy::edge
