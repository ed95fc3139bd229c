#include "edge/server/connection_acceptor.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/net/port_probe.h"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ip/v6_only.hpp"
#include "edge/server/loop_timer.h"

namespace lossy::edge {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// The pause after an accept without a file descriptor. A retry at once would only use processor
// time.
constexpr std::chrono::milliseconds kAcceptPause(100);
constexpr int kBacklog = 4096;
// The most connections that are accepted before the thread does other work.
constexpr int kAcceptsAtOnce = 16;
constexpr char kNoFile[] =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n"
    "content-length: 39\r\nretry-after: 1\r\nconnection: close\r\n\r\n"
    "too many connections; try another edge\n";

}  // namespace

struct ConnectionAcceptor::Listener {
  explicit Listener(asio::io_context& context)
      : acceptor(context.get_executor()), pause(context.get_executor()) {}

  Acceptor acceptor;
  LoopTimer pause;
  bool failing = false;
};

ConnectionAcceptor::ConnectionAcceptor(asio::io_context& loop, Protocol protocol,
                                       ClientMetrics& metrics, OnAccepted on_accepted)
    : loop_(loop), protocol_(protocol), metrics_(metrics), on_accepted_(std::move(on_accepted)) {}

ConnectionAcceptor::~ConnectionAcceptor() = default;

absl::Status ConnectionAcceptor::Listen(const base::ListenAddress& address, bool shares,
                                        int* port) {
  auto listener = std::make_unique<Listener>(loop_);
  const absl::Status status = Bind(address, shares, *listener);
  if (!status.ok()) return status;
  *port = base::PortOf(listener->acceptor.native_handle());
  listeners_.push_back(std::move(listener));
  return absl::OkStatus();
}

absl::Status ConnectionAcceptor::Bind(const base::ListenAddress& address, bool shares,
                                      Listener& listener) {
  sockaddr_storage storage;
  Tcp::endpoint endpoint;
  const socklen_t size = base::ToSockaddr(address, &storage);
  if (size == 0 || size > endpoint.capacity()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot listen on ", address.ToString(), ": not a TCP address"));
  }
  std::memcpy(endpoint.data(), &storage, size);
  endpoint.resize(size);
  Acceptor& acceptor = listener.acceptor;
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && shares) acceptor.set_option(ReusePort(true), error);
  if (!error && storage.ss_family == AF_INET6) {
    acceptor.set_option(asio::ip::v6_only(address.ipv6_only), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  // Set after bind, so that the port cannot belong to another process already.
  if (!error) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.listen(kBacklog, error);
  if (!error) acceptor.native_non_blocking(true, error);
  return error ? base::ListenError(address, error.value()) : absl::OkStatus();
}

void ConnectionAcceptor::Start() {
  for (const auto& listener : listeners_) AwaitClients(*listener);
}

void ConnectionAcceptor::Close() {
  closed_ = true;
  for (const auto& listener : listeners_) {
    error_code ignored;
    listener->acceptor.close(ignored);
  }
}

void ConnectionAcceptor::AwaitClients(Listener& listener) {
  listener.acceptor.async_wait(Acceptor::wait_read, [this, &listener](error_code) {
    if (!closed_) AcceptSome(listener);
  });
}

void ConnectionAcceptor::AcceptSome(Listener& listener) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    Descriptor socket(::accept4(listener.acceptor.native_handle(), nullptr, nullptr,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.valid()) {
      on_accepted_(std::move(socket));
      SetFailing(listener, false);
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    // The client has disconnected already, and the next one may wait.
    if (errno == ECONNABORTED || errno == EPROTO || errno == EINTR) continue;
    return OnAcceptFailed(listener, std::strerror(errno));
  }
  AwaitClients(listener);
}

void ConnectionAcceptor::OnAcceptFailed(Listener& listener, const std::string& problem) {
  SetFailing(listener, true);
  metrics_.accepts_failed.Increment();
  const absl::optional<std::int64_t> times = log_.Pass();
  if (times.has_value()) {
    base::Log(base::LogLevel::kWarning, "accept_failed",
              {{"problem", absl::string_view(problem)}, {"times", *times}});
  }
  if (RefuseOne(listener)) return AwaitClients(listener);
  listener.pause.expires_after(kAcceptPause);
  listener.pause.async_wait([this, &listener](error_code) { AwaitClients(listener); });
}

void ConnectionAcceptor::SetFailing(Listener& listener, bool failing) {
  if (std::exchange(listener.failing, failing) == failing) return;
  failing_.fetch_add(failing ? 1 : -1, std::memory_order_relaxed);
}

bool ConnectionAcceptor::RefuseOne(Listener& listener) {
  if (!spare_file_.held()) {
    spare_file_.Acquire();
    return false;
  }
  spare_file_.Release();
  const int refused =
      ::accept4(listener.acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (refused >= 0) {
    if (protocol_ == Protocol::kHttp) {
      ::send(refused, kNoFile, sizeof kNoFile - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    ::shutdown(refused, SHUT_WR);
    // A connection that is closed with unread bytes is reset, and the answer may be lost.
    char unread[4096];
    while (::recv(refused, unread, sizeof unread, MSG_DONTWAIT) > 0) {
    }
    ::close(refused);
  }
  return spare_file_.Acquire() && refused >= 0;
}

}  // namespace lossy::edge
