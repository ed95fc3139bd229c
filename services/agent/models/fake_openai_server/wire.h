#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/agent/models/fake_openai_server/test_certificate.h"

namespace lossy::agent {

// The bytes of one accepted connection, with TLS or without. Used by one thread; the socket may be
// shut down by another, which ends every wait.
class Wire {
 public:
  // Takes the socket. `tls` may be nullptr: without TLS.
  Wire(int socket, SSL_CTX* tls);
  ~Wire();

  // False: it did not come about, or the client refused the certificate.
  bool Accept();
  // Appends what comes. False: the end.
  bool Read(std::string* bytes);
  bool Write(absl::string_view bytes);
  // Closing it will be a TCP reset.
  void ResetAtTheEnd();

  int socket() const { return socket_; }

 private:
  const int socket_;
  std::unique_ptr<SSL, SslFree> tls_;
};

}  // namespace lossy::agent
