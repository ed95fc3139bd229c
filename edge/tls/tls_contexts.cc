#include "edge/tls/tls_contexts.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/tls/certificate.h"
#include "edge/tls/session_secrets.h"

namespace lossy::edge {
namespace {

// Forward secrecy and authenticated encryption only, as in Mozilla's "intermediate" list without
// DHE. AES with 128 bits comes first because it is the fastest.
constexpr char kCiphers12[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char kCiphers13[] =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr std::uint64_t kOptions = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;
// The only protocol of ALPN that the edge speaks, with its length in front (RFC 7301).
constexpr unsigned char kHttp11[] = "\x08http/1.1";
constexpr unsigned int kHttp11Bytes = sizeof kHttp11 - 1;

int SelectProtocol(SSL* /*session*/, const unsigned char** selected, unsigned char* size,
                   const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  auto** const out = const_cast<unsigned char**>(selected);
  const int result = SSL_select_next_proto(out, size, kHttp11, kHttp11Bytes, offered, offered_size);
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int SelectCertificate(SSL* session, int* /*alert*/, void* contexts) {
  const char* const name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_SSL_CTX(session, static_cast<const TlsContexts*>(contexts)->Find(name));
  return SSL_TLSEXT_ERR_OK;
}

void SetProtocol(SSL_CTX* context, TlsVersion min_version) {
  SSL_CTX_set_min_proto_version(context,
                                min_version == TlsVersion::k13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_options(context, kOptions);
  SSL_CTX_set_cipher_list(context, kCiphers12);
  SSL_CTX_set_ciphersuites(context, kCiphers13);
  SSL_CTX_set1_groups_list(context, kGroups);
  SSL_CTX_set_alpn_select_cb(context, SelectProtocol, nullptr);
  SessionSecrets::Capture(context);
}

// Tickets have the state of sessions, so the edge itself stores none.
void SetSessions(SSL_CTX* context, TicketKeys& tickets) {
  constexpr unsigned char kScope[] = "edge";
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context, kScope, sizeof kScope - 1);
  SSL_CTX_set_timeout(context, absl::ToInt64Seconds(TicketKeys::kPeriod * 2));
  tickets.Use(context);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TlsContexts>> TlsContexts::Make(
    const base::CertificateSet& set, TlsVersion min_version, TicketKeys& tickets) {
  std::shared_ptr<TlsContexts> made(new TlsContexts);
  for (const base::Certificate& certificate : set.certificates) {
    const absl::Status added = made->Add(certificate, min_version, tickets);
    if (!added.ok()) return added;
  }
  SSL_CTX_set_tlsext_servername_callback(made->first(), SelectCertificate);
  SSL_CTX_set_tlsext_servername_arg(made->first(), made.get());
  return std::shared_ptr<const TlsContexts>(std::move(made));
}

absl::Status TlsContexts::Add(const base::Certificate& certificate, TlsVersion min_version,
                              TicketKeys& tickets) {
  Context context(SSL_CTX_new(TLS_server_method()));
  absl::Status status = base::UseCertificate(certificate, context.get());
  if (!status.ok()) return status;
  SetProtocol(context.get(), min_version);
  SetSessions(context.get(), tickets);
  // Of two certificates with one name, the first is used.
  for (const std::string& name : certificate.names) by_name_.emplace(name, context.get());
  contexts_.push_back(std::move(context));
  return absl::OkStatus();
}

SSL_CTX* TlsContexts::Find(absl::string_view name) const {
  const std::string lower = absl::AsciiStrToLower(name);
  const auto exact = by_name_.find(lower);
  if (exact != by_name_.end()) return exact->second;
  const std::size_t dot = lower.find('.');
  if (dot == std::string::npos) return first();
  const auto wildcard = by_name_.find(absl::StrCat("*", lower.substr(dot)));
  return wildcard == by_name_.end() ? first() : wildcard->second;
}

}  // namespace lossy::edge
