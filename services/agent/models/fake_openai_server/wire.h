#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/agent/models/fake_openai_server/test_certificate.h"

namespace lossy::agent {

// One accepted connection, with TLS or without. One thread at a time. Another thread may shut down
// the socket, which ends every wait.
class Wire {
 public:
  // Owns the socket. `tls` must outlive this object; nullptr: no TLS.
  Wire(int socket, SSL_CTX* tls);
  ~Wire();

  // Does the TLS handshake. False: it failed, or the client rejected the certificate.
  bool Accept();
  // Appends the next bytes to `bytes`. False: the connection has ended.
  bool Read(std::string* bytes);
  bool Write(absl::string_view bytes);
  // Makes the destructor send a TCP reset.
  void ResetAtTheEnd();

  int socket() const { return socket_; }

 private:
  const int socket_;
  std::unique_ptr<SSL, SslFree> tls_;
};

}  // namespace lossy::agent
