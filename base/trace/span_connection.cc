#include "base/trace/span_connection.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

constexpr std::size_t kReadBytes = 4096;

struct AddressesFree {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesFree>;

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, ContextFree>;

absl::Status Failed(absl::string_view problem) {
  return absl::UnavailableError(absl::StrCat("the connection failed: ", problem));
}

absl::StatusOr<Addresses> Resolve(const TraceEndpoint& endpoint) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found);
  if (code != 0) return Failed(gai_strerror(code));
  return Addresses(found);
}

// Made for each connection, so that a changed file of authorities counts.
absl::StatusOr<Context> MakeContext(const std::string& ca_file) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return absl::ResourceExhaustedError("OpenSSL has no memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const bool trusts = ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) == 1;
  if (trusts) return context;
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(ca_file, ": has no certificates in PEM"));
}

bool IsAddress(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

// Makes the handshake check that the certificate names the host.
void ExpectHost(SSL* ssl, const std::string& host) {
  if (IsAddress(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(ssl, host.c_str());
  SSL_set1_host(ssl, host.c_str());
}

std::string TlsProblem(const SSL* ssl) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    ERR_clear_error();
    return absl::StrCat("the certificate is not trusted: ",
                        X509_verify_cert_error_string(verified));
  }
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "the peer closed it" : reason;
}

}  // namespace

SpanConnection::~SpanConnection() {
  ssl_.reset();
  if (socket_ >= 0) close(socket_);
}

absl::Status SpanConnection::Open(const TraceEndpoint& endpoint, const std::string& ca_file) {
  absl::Status status = Connect(endpoint);
  return status.ok() && endpoint.tls ? Shake(endpoint, ca_file) : status;
}

absl::Status SpanConnection::Connect(const TraceEndpoint& endpoint) {
  const absl::StatusOr<Addresses> addresses = Resolve(endpoint);
  if (!addresses.ok()) return addresses.status();
  absl::Status last = Failed("the host has no address");
  for (const addrinfo* each = addresses->get(); each != nullptr; each = each->ai_next) {
    if (socket_ >= 0) close(socket_);
    socket_ = socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return Failed(std::strerror(errno));
    if (connect(socket_, each->ai_addr, each->ai_addrlen) != 0 && errno != EINPROGRESS) {
      last = Failed(std::strerror(errno));
      continue;
    }
    if (absl::Status waited = Await(POLLOUT); !waited.ok()) return waited;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) return absl::OkStatus();
    last = Failed(std::strerror(error));
  }
  return last;
}

absl::Status SpanConnection::Shake(const TraceEndpoint& endpoint, const std::string& ca_file) {
  const absl::StatusOr<Context> context = MakeContext(ca_file);
  if (!context.ok()) return context.status();
  ssl_.reset(SSL_new(context->get()));
  if (ssl_ == nullptr) return absl::ResourceExhaustedError("OpenSSL has no memory");
  SSL_set_fd(ssl_.get(), socket_);
  ExpectHost(ssl_.get(), endpoint.host);
  for (;;) {
    const int result = SSL_connect(ssl_.get());
    if (result == 1) return absl::OkStatus();
    if (absl::Status waited = AwaitTls(result); !waited.ok()) return waited;
  }
}

absl::Status SpanConnection::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ssl_ == nullptr
                             ? send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                             : SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (sent > 0) {
      bytes.remove_prefix(sent);
      continue;
    }
    absl::Status waited = ssl_ != nullptr                     ? AwaitTls(static_cast<int>(sent))
                          : errno == EAGAIN || errno == EINTR ? Await(POLLOUT)
                                                              : Failed(std::strerror(errno));
    if (!waited.ok()) return waited;
  }
  return absl::OkStatus();
}

absl::Status SpanConnection::Read(std::string* text) {
  char buffer[kReadBytes];
  for (;;) {
    const ssize_t got = ssl_ == nullptr ? recv(socket_, buffer, sizeof buffer, 0)
                                        : SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (got > 0) {
      text->append(buffer, got);
      return absl::OkStatus();
    }
    if (got == 0 && ssl_ == nullptr) return Failed("the peer closed it");
    absl::Status waited = ssl_ != nullptr                     ? AwaitTls(static_cast<int>(got))
                          : errno == EAGAIN || errno == EINTR ? Await(POLLIN)
                                                              : Failed(std::strerror(errno));
    if (!waited.ok()) return waited;
  }
}

absl::Status SpanConnection::AwaitTls(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Await(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return Await(POLLOUT);
    default:
      return Failed(TlsProblem(ssl_.get()));
  }
}

absl::Status SpanConnection::Await(short events) {
  for (;;) {
    const absl::Duration left = limits_.deadline - SteadyNow();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError("the endpoint did not answer in time");
    }
    pollfd waits[] = {{.fd = socket_, .events = events, .revents = 0},
                      {.fd = limits_.stop_fd, .events = POLLIN, .revents = 0}};
    // At least 1 ms, so that the end of the wait is not busy.
    poll(waits, 2, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (waits[1].revents != 0) return absl::CancelledError("the process stops");
    if (waits[0].revents != 0) return absl::OkStatus();
  }
}

}  // namespace lossy::base
