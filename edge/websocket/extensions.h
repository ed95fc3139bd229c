#pragma once

#include "edge/http/http_request.h"

namespace lossy::edge {

// Whether one of the client's offers of permessage-deflate (RFC 7692) can be taken up with
// kDeflateAnswer: one that does not ask for a smaller window than ours.
bool OffersDeflate(const HttpRequest& request);

// No context is kept from one message to the next, on either side.
inline constexpr char kDeflateAnswer[] =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

}  // namespace lossy::edge
