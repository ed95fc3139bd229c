#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "base/tls/ssl_context.h"

namespace lossy::base {

// A connected, non-blocking socket of a server, with or without TLS. Its owner polls socket() for
// events() before the next call. SIGPIPE must be ignored. Belongs to one thread.
class StreamSocket {
 public:
  // The results of Read and Write besides a number of bytes above 0.
  static constexpr std::ptrdiff_t kEnded = 0;  // The peer has ended the connection, or it failed.
  static constexpr std::ptrdiff_t kBlocked = -1;  // The call must be repeated after events().

  // Owns `socket`. A null `context` means no TLS; otherwise the first Read performs the handshake.
  StreamSocket(int socket, const SslContext& context);
  ~StreamSocket();
  StreamSocket(const StreamSocket&) = delete;
  StreamSocket& operator=(const StreamSocket&) = delete;

  int socket() const { return socket_; }
  // The events of poll() for which the last call waits: POLLIN or POLLOUT.
  short events() const { return events_; }

  std::ptrdiff_t Read(char* data, std::size_t size);
  std::ptrdiff_t Write(absl::string_view bytes);
  // Sends the peer the end of the bytes. Returns false if the connection has failed.
  bool Finish();

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  std::ptrdiff_t PlainResult(std::ptrdiff_t result, short wanted);
  std::ptrdiff_t TlsResult(int result);

  const int socket_;
  const std::unique_ptr<SSL, SslFree> ssl_;  // Nullptr without TLS.
  short events_;
};

}  // namespace lossy::base
