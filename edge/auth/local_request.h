#pragma once

#include "edge/http/http_request.h"

namespace lossy::edge {

// True if a program on this machine sent the request straight to the edge: "Host" names loopback,
// no proxy added a header, and the client's address is loopback, if it is known. It guards the ways
// in which a developer connects without a token. A listening address alone does not: a proxy or a
// tunnel in front of it makes loopback public, and a page of a foreign site can make a browser
// resolve the site's name to loopback.
bool IsLocalRequest(const HttpRequest& request);

}  // namespace lossy::edge
