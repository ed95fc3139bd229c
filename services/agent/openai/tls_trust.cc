#include "services/agent/openai/tls_trust.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "absl/strings/str_cat.h"

namespace lossy::agent {

absl::StatusOr<TlsTrust> TlsTrust::Load(const std::string& ca_file) {
  std::unique_ptr<SSL_CTX, SslFree> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                     : SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
  ERR_clear_error();
  if (loaded != 1) {
    return absl::InvalidArgumentError(absl::StrCat("no certificates can be read from ", ca_file));
  }
  return TlsTrust(std::move(context));
}

SslSession TlsTrust::NewSession(const std::string& host) const {
  SslSession session(SSL_new(context_.get()));
  SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // An address has no place in SNI.
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str()) == 1) {
    return session;
  }
  ERR_clear_error();
  SSL_set1_host(session.get(), host.c_str());
  SSL_set_tlsext_host_name(session.get(), host.c_str());
  return session;
}

std::string TlsTrust::Distrust(const SSL& session) {
  const long result = SSL_get_verify_result(&session);
  return result == X509_V_OK ? "" : X509_verify_cert_error_string(result);
}

}  // namespace lossy::agent
