#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/agent/models/fake_openai_server/test_certificate.h"

namespace lossy::agent {

// One connection that the fake server accepted, with or without TLS. Not thread-safe. Another
// thread may shut down the socket, which ends every blocking call.
class Wire {
 public:
  // Owns the socket. `tls` must outlive this object; nullptr: no TLS.
  Wire(int socket, SSL_CTX* tls);
  ~Wire();

  // Does the TLS handshake. Returns false if it failed, or if the client rejected the certificate.
  bool Accept();
  // Blocks for the next bytes and appends them to `bytes`. Returns false if the connection has
  // ended.
  bool Read(std::string* bytes);
  // Sends all bytes. Returns false if the connection has ended.
  bool Write(absl::string_view bytes);
  // Makes the destructor send a TCP reset.
  void ResetAtTheEnd();

  int socket() const { return socket_; }

 private:
  const int socket_;
  std::unique_ptr<SSL, SslFree> tls_;
};

}  // namespace lossy::agent
