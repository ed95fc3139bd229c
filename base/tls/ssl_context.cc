#include "base/tls/ssl_context.h"

#include "absl/status/status.h"
#include "base/tls/certificate.h"

namespace lossy::base {
namespace {

absl::StatusOr<SslContext> Make(const SSL_METHOD* method, const Certificate& own) {
  SslContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (context == nullptr) return absl::ResourceExhaustedError("OpenSSL has no memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Idle connections release their buffers.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  if (absl::Status status = UseCertificate(own, context.get()); !status.ok()) return status;
  return context;
}

}  // namespace

absl::StatusOr<SslContext> MakeServerContext(const CertificateSet& certificates) {
  return Make(TLS_server_method(), certificates.certificates.front());
}

absl::StatusOr<SslContext> MakeClientContext(const CertificateSet& certificates) {
  absl::StatusOr<SslContext> context = Make(TLS_client_method(), certificates.certificates.front());
  if (context.ok()) SSL_CTX_set_verify(context->get(), SSL_VERIFY_NONE, nullptr);
  return context;
}

}  // namespace lossy::base
