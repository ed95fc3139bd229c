#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace lossy::base {

// Returns the DNS names for which a certificate is valid, in lower case; "*.example.org" among
// them. Thread-safe.
std::vector<std::string> DnsNamesOf(const X509& certificate);

}  // namespace lossy::base
