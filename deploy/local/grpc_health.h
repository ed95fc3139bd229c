#pragma once

#include <string>

namespace lossy::health {

// Asks the gRPC server at `target`, "HOST:PORT[/PART]", by the standard health protocol. Returns an
// empty text if it reports SERVING within two seconds, else the problem. With
// --tls_internal_certificate, --tls_internal_key and --tls_internal_ca the call uses mutual TLS;
// the server's certificate must contain `name`, or, if that is empty, be of this installation.
std::string CheckGrpc(const std::string& name, const std::string& target);

}  // namespace lossy::health
