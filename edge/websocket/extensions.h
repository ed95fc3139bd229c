#pragma once

#include "edge/http/http_request.h"

namespace lossy::edge {

// Returns true if the edge can accept one of the client's offers of permessage-deflate (RFC 7692)
// with kDeflateAnswer. It cannot accept an offer that asks for a smaller window than the edge's.
bool OffersDeflate(const HttpRequest& request);

// Neither side keeps a compression context from one message to the next.
inline constexpr char kDeflateAnswer[] =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

}  // namespace lossy::edge
