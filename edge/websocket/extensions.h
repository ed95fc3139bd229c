#pragma once

#include "edge/http/http_request.h"

namespace lossy::edge {

// Returns true if the request's "Sec-WebSocket-Extensions" has an offer of permessage-deflate (RFC
// 7692) that the edge can accept with kDeflateAnswer. It cannot accept an offer that demands a
// smaller window than the edge's.
bool OffersDeflate(const HttpRequest& request);

// The value of "Sec-WebSocket-Extensions" in a response that accepts an offer. Neither side keeps a
// compression context from one message to the next.
inline constexpr char kDeflateAnswer[] =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

}  // namespace lossy::edge
