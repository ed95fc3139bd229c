#include "base/tls/stream_socket.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lossy::base {
namespace {

// One call of OpenSSL handles at most this many bytes; its sizes are ints.
constexpr std::size_t kMostBytes = 1 << 20;

SSL* NewSsl(int socket, const SslContext& context) {
  if (context == nullptr) return nullptr;
  SSL* const ssl = SSL_new(context.get());
  SSL_set_fd(ssl, socket);
  SSL_set_accept_state(ssl);
  return ssl;
}

}  // namespace

StreamSocket::StreamSocket(int socket, const SslContext& context)
    : socket_(socket), ssl_(NewSsl(socket, context)), events_(POLLIN) {}

StreamSocket::~StreamSocket() {
  ERR_clear_error();
  close(socket_);
}

std::ptrdiff_t StreamSocket::Read(char* data, std::size_t size) {
  if (ssl_ == nullptr) return PlainResult(recv(socket_, data, size, 0), POLLIN);
  ERR_clear_error();
  return TlsResult(SSL_read(ssl_.get(), data, static_cast<int>(std::min(size, kMostBytes))));
}

std::ptrdiff_t StreamSocket::Write(absl::string_view bytes) {
  if (ssl_ == nullptr) {
    return PlainResult(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), POLLOUT);
  }
  ERR_clear_error();
  return TlsResult(
      SSL_write(ssl_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), kMostBytes))));
}

bool StreamSocket::Finish() {
  events_ = POLLIN;
  ERR_clear_error();
  if (ssl_ != nullptr && SSL_shutdown(ssl_.get()) < 0) return false;
  return shutdown(socket_, SHUT_WR) == 0;
}

std::ptrdiff_t StreamSocket::PlainResult(std::ptrdiff_t result, short wanted) {
  if (result > 0) return result;
  const bool blocked = result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  if (!blocked) return kEnded;
  events_ = wanted;
  return kBlocked;
}

std::ptrdiff_t StreamSocket::TlsResult(int result) {
  if (result > 0) return result;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      events_ = POLLIN;
      return kBlocked;
    case SSL_ERROR_WANT_WRITE:
      events_ = POLLOUT;
      return kBlocked;
    default:
      return kEnded;
  }
}

}  // namespace lossy::base
