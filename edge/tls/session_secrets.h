#pragma once

#include <openssl/ssl.h>

#include <string>

namespace lossy::edge {

// Receives the traffic secrets of a TLS 1.3 session from OpenSSL, during its handshake. OpenSSL has
// no other function for them than its callback for key logs; the secrets stay in this object, which
// erases them. Not thread-safe.
class SessionSecrets {
 public:
  SessionSecrets() = default;
  ~SessionSecrets();
  SessionSecrets(const SessionSecrets&) = delete;
  SessionSecrets& operator=(const SessionSecrets&) = delete;

  // Makes the sessions of the context pass their secrets to the objects that Attach names.
  static void Capture(SSL_CTX* context);
  // The object must outlive the session's handshake.
  void Attach(SSL* session);

  // The secrets; empty until the handshake has derived them.
  const std::string& client() const { return client_; }
  const std::string& server() const { return server_; }

 private:
  // A callback of OpenSSL: see SSL_CTX_set_keylog_callback(3).
  static void OnLine(const SSL* session, const char* line);

  std::string client_;
  std::string server_;
};

}  // namespace lossy::edge
