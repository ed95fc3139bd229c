#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::health {

// Asks `url`, "http://HOST:PORT/PATH" or "https://HOST:PORT/PATH", and returns an empty text if the
// answer has the status 200 within two seconds, else the problem. Over https the server's
// certificate must contain `name` as a DNS name, and an authority of --tls_internal_ca must have
// signed it; the edge shows such a certificate to a client that asks for its name. Blocks.
std::string CheckHttp(absl::string_view name, absl::string_view url);

}  // namespace lossy::health
