#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "absl/status/statusor.h"
#include "base/tls/certificate_files.h"

namespace lossy::base {

// Contexts of OpenSSL for TLS 1.2 and 1.3. Immutable once made, so all threads may use them. The
// functions return the error of UseCertificate.
using SslContext = std::shared_ptr<SSL_CTX>;

// Returns the context of a server that shows the first certificate of the set and asks the client
// for none.
absl::StatusOr<SslContext> MakeServerContext(const CertificateSet& certificates);

// Returns the context of a client that shows the first certificate of the set. It does not verify
// the server: the caller must check its certificate after the handshake (TrustStore::Check).
absl::StatusOr<SslContext> MakeClientContext(const CertificateSet& certificates);

}  // namespace lossy::base
