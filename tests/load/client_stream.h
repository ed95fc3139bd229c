#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"

namespace lossy::load {

struct SslContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
// Null: connections without TLS.
using ClientTls = std::unique_ptr<SSL_CTX, SslContextFree>;

// Returns the context of --edge_ca, with which clients accept the certificate of "localhost" alone.
// Null without the flag. Ends the process if the file has no authority.
ClientTls ClientTlsFromFlags();

// A client's end of a connection, over TLS if its context is not null. The socket may block or not.
// Belongs to one thread.
class ClientStream {
 public:
  // The results besides a number above 0.
  static constexpr std::ptrdiff_t kEnded = 0;  // The peer has ended the connection, or it failed.
  static constexpr std::ptrdiff_t kBlocked = -1;  // Try again when the socket is ready.

  // Owns `socket`, which may be connecting. `tls` must outlive the stream.
  ClientStream(int socket, SSL_CTX* tls);
  ~ClientStream();
  ClientStream(const ClientStream&) = delete;
  ClientStream& operator=(const ClientStream&) = delete;

  int socket() const { return socket_; }

  // Performs the handshake of a connected socket. Without TLS there is none.
  std::ptrdiff_t Handshake();
  std::ptrdiff_t Read(char* data, std::size_t size);
  std::ptrdiff_t Write(absl::string_view bytes);

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  std::ptrdiff_t TlsResult(int result);

  const int socket_;
  const std::unique_ptr<SSL, SslFree> ssl_;  // Null without TLS.
};

}  // namespace lossy::load
