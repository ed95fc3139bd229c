#include "services/agent/models/fake_openai_server/wire.h"

#include <sys/socket.h>
#include <unistd.h>

namespace lossy::agent {

Wire::Wire(int socket, SSL_CTX* tls) : socket_(socket) {
  if (tls == nullptr) return;
  tls_.reset(SSL_new(tls));
  SSL_set_fd(tls_.get(), socket_);
}

Wire::~Wire() { close(socket_); }

bool Wire::Accept() { return tls_ == nullptr || SSL_accept(tls_.get()) == 1; }

bool Wire::Read(std::string* bytes) {
  char buffer[16 * 1024];
  const ssize_t size = tls_ == nullptr ? recv(socket_, buffer, sizeof buffer, 0)
                                       : SSL_read(tls_.get(), buffer, sizeof buffer);
  if (size <= 0) return false;
  bytes->append(buffer, static_cast<std::size_t>(size));
  return true;
}

bool Wire::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = tls_ == nullptr
                             ? send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                             : SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void Wire::ResetAtTheEnd() {
  const linger none = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace lossy::agent
