#include "base/tls/ssl_context.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identity/evp_error_mark.h"
#include "base/tls/pem.h"

namespace lossy::base {
namespace {

absl::Status Refused(const Certificate& own) {
  return absl::InvalidArgumentError(absl::StrCat(
      own.paths.certificate,
      ": OpenSSL cannot use the certificate; its key needs at least 2048 bits (RSA) or "
      "256 bits (EC)"));
}

absl::StatusOr<SslContext> Make(const SSL_METHOD* method, const Certificate& own) {
  const ErrorMark mark;
  SslContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (context == nullptr) return absl::ResourceExhaustedError("OpenSSL has no memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Idle connections release their buffers.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  if (!UseCertificate(context.get(), own)) return Refused(own);
  return context;
}

}  // namespace

bool UseCertificate(SSL_CTX* context, const Certificate& certificate) {
  const absl::StatusOr<std::vector<X509Ptr>> chain = ParseCertificates(certificate.chain_pem);
  const absl::StatusOr<PrivateKeyPtr> key = ParsePrivateKey(certificate.key_pem);
  if (!chain.ok() || !key.ok()) return false;
  if (SSL_CTX_use_certificate(context, chain->front().get()) != 1) return false;
  for (std::size_t i = 1; i < chain->size(); ++i) {
    // The context shares the certificate.
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, key->get()) == 1;
}

absl::StatusOr<SslContext> MakeServerContext(const Certificate& own) {
  return Make(TLS_server_method(), own);
}

absl::StatusOr<SslContext> MakeClientContext(const CertificateSet& certificates) {
  absl::StatusOr<SslContext> context = Make(TLS_client_method(), certificates.certificates.front());
  if (context.ok()) SSL_CTX_set_verify(context->get(), SSL_VERIFY_NONE, nullptr);
  return context;
}

}  // namespace lossy::base
