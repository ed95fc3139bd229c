#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "base/testing/test_authority.h"
#include "edge/tls/tls_contexts.h"

namespace lossy::edge {

// For tests: a TLS client of OpenSSL without a socket. The test passes its bytes on. Not
// thread-safe.
class OpensslPeer {
 public:
  struct Options {
    int version = 0;        // The only version that the client offers; 0: all.
    std::string ciphers;    // The cipher suites of that version; empty: all.
    std::string authority;  // PEM: the client accepts certificates of this authority only.
    std::string server_name = "localhost";
    std::string alpn;                // The protocol that the client offers; empty: none.
    SSL_SESSION* session = nullptr;  // A session to resume.
  };

  explicit OpensslPeer(const Options& options);
  ~OpensslPeer();
  OpensslPeer(const OpensslPeer&) = delete;
  OpensslPeer& operator=(const OpensslPeer&) = delete;

  // Continues the handshake with the bytes of Receive. Returns the bytes to send.
  std::string Handshake();
  bool connected() const;
  bool resumed() const { return SSL_session_reused(session_) == 1; }
  SSL* session() { return session_; }
  // Returns the name of the server's certificate (CN).
  std::string CertificateName() const;

  // Takes bytes from the server.
  void Receive(absl::string_view bytes);
  // Returns the content of all received records.
  std::string Read();
  // Makes records, which Sent then returns.
  void Write(absl::string_view text);
  void Shutdown();
  void UpdateKeys();   // TLS 1.3; requests an update from the server.
  void Renegotiate();  // TLS 1.2.
  std::string Sent();

  // Returns true if the server has sent "close notify".
  bool peer_closed() const { return (SSL_get_shutdown(session_) & SSL_RECEIVED_SHUTDOWN) != 0; }

 private:
  SSL_CTX* const context_;
  SSL* const session_;
  BIO* const input_;  // session_ owns both.
  BIO* const output_;
};

// Returns the contexts of one certificate.
std::shared_ptr<const TlsContexts> MakeContexts(const base::TestAuthority::Issued& issued,
                                                TicketKeys& tickets,
                                                TlsVersion min_version = TlsVersion::k12);

}  // namespace lossy::edge
