#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "absl/status/statusor.h"
#include "base/tls/certificate.h"
#include "base/tls/certificate_files.h"

namespace lossy::base {

// Contexts of OpenSSL for TLS 1.2 and 1.3. Immutable once made, so all threads may use them. The
// functions return INVALID_ARGUMENT if OpenSSL rejects the certificate, for example because its key
// is too short.
using SslContext = std::shared_ptr<SSL_CTX>;

// Makes `context` show this certificate, with its chain. Returns false if OpenSSL rejects it; its
// error queue then has the reason.
bool UseCertificate(SSL_CTX* context, const Certificate& certificate);

// Returns the context of a server that shows this certificate and asks the client for none.
absl::StatusOr<SslContext> MakeServerContext(const Certificate& own);

// Returns the context of a client that shows the first certificate of the set. It does not verify
// the server: the caller must check its certificate after the handshake (TrustStore::Check).
absl::StatusOr<SslContext> MakeClientContext(const CertificateSet& certificates);

}  // namespace lossy::base
