#pragma once

#include "edge/http/http_request.h"

namespace lossy::edge {

// Returns true if a program on this machine sent the request directly to the edge. All of these
// must hold:
//
// - The "Host" header names loopback.
// - No proxy added a header.
// - The client's address is loopback, or is unknown.
//
// Callers must check it before they accept a developer without a token. Listening on loopback is
// not enough. A proxy or a tunnel makes a loopback address public. A page of a foreign site can
// make a browser resolve the site's name to loopback (DNS rebinding).
bool IsLocalRequest(const HttpRequest& request);

}  // namespace lossy::edge
