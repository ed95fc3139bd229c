#include "edge/tls/openssl_peer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/tls/pem.h"

namespace lossy::edge {

OpensslPeer::OpensslPeer(const Options& options)
    : context_(SSL_CTX_new(TLS_client_method())),
      session_(SSL_new(context_)),
      input_(BIO_new(BIO_s_mem())),
      output_(BIO_new(BIO_s_mem())) {
  const auto authorities = base::ParseCertificates(options.authority);
  for (const base::X509Ptr& each : *authorities) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), each.get());
  }
  SSL_set_verify(session_, SSL_VERIFY_PEER, nullptr);
  if (options.version != 0) {
    SSL_set_min_proto_version(session_, options.version);
    SSL_set_max_proto_version(session_, options.version);
  }
  // The tests of refused versions need a client that offers them.
  SSL_set_security_level(session_,
                         options.version < TLS1_2_VERSION && options.version != 0 ? 0 : 1);
  if (!options.ciphers.empty() && options.version == TLS1_3_VERSION) {
    SSL_set_ciphersuites(session_, options.ciphers.c_str());
  } else if (!options.ciphers.empty()) {
    SSL_set_cipher_list(session_, options.ciphers.c_str());
  }
  if (!options.server_name.empty()) {
    SSL_set_tlsext_host_name(session_, options.server_name.c_str());
    SSL_set1_host(session_, options.server_name.c_str());
  }
  if (!options.alpn.empty()) {
    const std::string list = static_cast<char>(options.alpn.size()) + options.alpn;
    SSL_set_alpn_protos(session_, reinterpret_cast<const unsigned char*>(list.data()),
                        static_cast<unsigned>(list.size()));
  }
  if (options.session != nullptr) SSL_set_session(session_, options.session);
  SSL_set_bio(session_, input_, output_);
  SSL_set_connect_state(session_);
}

OpensslPeer::~OpensslPeer() {
  SSL_free(session_);
  SSL_CTX_free(context_);
}

std::string OpensslPeer::Handshake() {
  SSL_do_handshake(session_);
  ERR_clear_error();
  return Sent();
}

bool OpensslPeer::connected() const { return SSL_is_init_finished(session_) == 1; }

std::string OpensslPeer::CertificateName() const {
  X509* const certificate = SSL_get0_peer_certificate(session_);
  if (certificate == nullptr) return {};
  char name[100] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

void OpensslPeer::Receive(absl::string_view bytes) {
  if (!bytes.empty()) BIO_write(input_, bytes.data(), static_cast<int>(bytes.size()));
}

std::string OpensslPeer::Read() {
  std::string all;
  char buffer[16 << 10];
  int size;
  while ((size = SSL_read(session_, buffer, sizeof buffer)) > 0) {
    all.append(buffer, static_cast<std::size_t>(size));
  }
  ERR_clear_error();
  return all;
}

void OpensslPeer::Write(absl::string_view text) {
  if (!text.empty()) SSL_write(session_, text.data(), static_cast<int>(text.size()));
}

void OpensslPeer::Shutdown() { SSL_shutdown(session_); }

void OpensslPeer::UpdateKeys() { SSL_key_update(session_, SSL_KEY_UPDATE_REQUESTED); }

void OpensslPeer::Renegotiate() {
  SSL_renegotiate(session_);
  SSL_do_handshake(session_);
}

std::string OpensslPeer::Sent() {
  std::string all;
  char buffer[16 << 10];
  int size;
  while ((size = BIO_read(output_, buffer, sizeof buffer)) > 0) {
    all.append(buffer, static_cast<std::size_t>(size));
  }
  return all;
}

std::shared_ptr<const TlsContexts> MakeContexts(const base::TestAuthority::Issued& issued,
                                                TicketKeys& tickets, TlsVersion min_version) {
  base::CertificateSet set;
  set.certificates.push_back({.paths = {.certificate = "test.crt", .key = "test.key"},
                              .chain_pem = issued.certificate,
                              .key_pem = issued.key,
                              .names = {},
                              .not_after = {}});
  absl::StatusOr<std::shared_ptr<const TlsContexts>> contexts =
      TlsContexts::Make(set, min_version, tickets);
  return contexts.ok() ? *std::move(contexts) : nullptr;
}

}  // namespace lossy::edge
