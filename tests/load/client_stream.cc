#include "tests/load/client_stream.h"

#include <openssl/err.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, edge_ca, "",
          "PEM file of the authority of the edge's certificate; empty: the edge has no TLS");

namespace lossy::load {
namespace {

// The name in the certificate of an edge of ./dev.
constexpr char kHost[] = "localhost";

SSL* NewSsl(int socket, SSL_CTX* tls) {
  if (tls == nullptr) return nullptr;
  SSL* const ssl = SSL_new(tls);
  SSL_set_fd(ssl, socket);
  SSL_set_connect_state(ssl);
  SSL_set_tlsext_host_name(ssl, kHost);
  SSL_set1_host(ssl, kHost);
  return ssl;
}

std::ptrdiff_t PlainResult(ssize_t result) {
  if (result > 0) return result;
  return result < 0 && errno == EAGAIN ? ClientStream::kBlocked : ClientStream::kEnded;
}

}  // namespace

ClientTls ClientTlsFromFlags() {
  const std::string authority = absl::GetFlag(FLAGS_edge_ca);
  if (authority.empty()) return nullptr;
  // OpenSSL also writes to a socket whose peer has disconnected.
  signal(SIGPIPE, SIG_IGN);
  ClientTls tls(SSL_CTX_new(TLS_client_method()));
  if (SSL_CTX_load_verify_file(tls.get(), authority.c_str()) != 1) {
    std::fprintf(stderr, "--edge_ca: %s has no certificate of an authority\n", authority.c_str());
    std::exit(1);
  }
  SSL_CTX_set_verify(tls.get(), SSL_VERIFY_PEER, nullptr);
  return tls;
}

ClientStream::ClientStream(int socket, SSL_CTX* tls) : socket_(socket), ssl_(NewSsl(socket, tls)) {}

ClientStream::~ClientStream() {
  ERR_clear_error();
  close(socket_);
}

std::ptrdiff_t ClientStream::Handshake() {
  if (ssl_ == nullptr) return 1;
  ERR_clear_error();
  return TlsResult(SSL_do_handshake(ssl_.get()));
}

std::ptrdiff_t ClientStream::Read(char* data, std::size_t size) {
  if (ssl_ == nullptr) return PlainResult(recv(socket_, data, size, 0));
  ERR_clear_error();
  return TlsResult(SSL_read(ssl_.get(), data, static_cast<int>(size)));
}

std::ptrdiff_t ClientStream::Write(absl::string_view bytes) {
  if (ssl_ == nullptr) {
    return PlainResult(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  ERR_clear_error();
  return TlsResult(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())));
}

std::ptrdiff_t ClientStream::TlsResult(int result) {
  if (result > 0) return result;
  const int error = SSL_get_error(ssl_.get(), result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? kBlocked : kEnded;
}

}  // namespace lossy::load
