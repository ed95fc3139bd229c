#include "base/process/metrics_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/net/port_probe.h"
#include "base/process/metrics_request.h"
#include "base/time/clock.h"
#include "prometheus/text_serializer.h"

namespace lossy::base {
namespace {

constexpr int kBacklog = 1024;
// The time for which a new connection is not closed, so that its request can arrive.
constexpr absl::Duration kTimeForRequest = absl::Milliseconds(200);
// The pause after no file was free for a connection. An earlier attempt would only use the
// processor.
constexpr absl::Duration kAcceptPause = absl::Milliseconds(100);

int PollTimeout(absl::Time until) {
  const absl::Duration wait = until - SteadyNow();
  if (wait == absl::InfiniteDuration()) return -1;
  return static_cast<int>(absl::ToInt64Milliseconds(std::max(wait, absl::ZeroDuration()))) + 1;
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(
    const std::vector<ListenAddress>& addresses, HostList hosts,
    std::vector<std::shared_ptr<prometheus::Collectable>> metrics, Options options) {
  for (const ListenAddress& address : addresses) {
    if (!address.unix_socket()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("metrics are served over TCP, not at ", address.ToString()));
  }
  const absl::StatusOr<std::vector<ListenAddress>> free = ProbePorts(addresses);
  if (!free.ok()) return free.status();
  std::unique_ptr<MetricsServer> server(
      new MetricsServer(std::move(hosts), std::move(metrics), options));
  for (const ListenAddress& address : *free) {
    const absl::Status status = server->Listen(address);
    if (!status.ok()) return status;
  }
  server->thread_ = std::thread([server = server.get()] { server->Run(); });
  return server;
}

MetricsServer::MetricsServer(HostList hosts,
                             std::vector<std::shared_ptr<prometheus::Collectable>> metrics,
                             Options options)
    : hosts_(std::move(hosts)),
      metrics_(std::move(metrics)),
      options_(options),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

MetricsServer::~MetricsServer() {
  if (thread_.joinable()) {
    eventfd_write(stop_, 1);
    thread_.join();
  }
  for (const int listener : listeners_) close(listener);
  if (stop_ >= 0) close(stop_);
}

absl::Status MetricsServer::Listen(const ListenAddress& address) {
  sockaddr_storage storage;
  const socklen_t size = ToSockaddr(address, &storage);
  const int listener = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return ListenError(address, errno);
  listeners_.push_back(listener);
  const int on = 1;
  const int only = address.ipv6_only ? 1 : 0;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (storage.ss_family == AF_INET6) {
    setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  }
  if (bind(listener, reinterpret_cast<const sockaddr*>(&storage), size) != 0 ||
      listen(listener, kBacklog) != 0) {
    return ListenError(address, errno);
  }
  if (port_ == 0) port_ = PortOf(listener);
  return absl::OkStatus();
}

void MetricsServer::Run() {
  for (std::vector<pollfd> polled;;) {
    const absl::Time now = SteadyNow();
    const bool accepts = now >= accept_again_;
    absl::Time until = accepts ? absl::InfiniteFuture() : accept_again_;
    polled.assign(1, {.fd = stop_, .events = POLLIN, .revents = 0});
    for (const int listener : listeners_) {
      polled.push_back({.fd = accepts ? listener : -1, .events = POLLIN, .revents = 0});
    }
    for (const Connection& connection : connections_) {
      polled.push_back(
          {.fd = connection.stream.socket(), .events = connection.stream.events(), .revents = 0});
      until = std::min(until, connection.deadline);
    }
    if (poll(polled.data(), polled.size(), PollTimeout(until)) < 0 && errno != EINTR) return;
    if (polled[0].revents != 0) return;
    std::size_t index = 1 + listeners_.size();
    for (auto each = connections_.begin(); each != connections_.end(); ++index) {
      const bool ready = polled[index].revents != 0;
      const bool over = (ready && !Serve(*each)) || SteadyNow() >= each->deadline;
      each = over ? connections_.erase(each) : std::next(each);
    }
    // A closed connection may have left a file for it.
    spare_.Acquire();
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
      if (polled[1 + i].revents != 0) Accept(listeners_[i]);
    }
  }
}

void MetricsServer::Accept(int listener) {
  if (!MakeRoom()) {
    accept_again_ = SteadyNow() + kAcceptPause;
    return;
  }
  int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  const bool no_file = socket < 0 && (errno == EMFILE || errno == ENFILE);
  if (no_file && spare_.held()) {
    spare_.Release();
    socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  }
  if (socket >= 0) return Add(socket);
  if (!WouldBlock() && errno != ECONNABORTED) accept_again_ = SteadyNow() + kAcceptPause;
}

void MetricsServer::Add(int socket) {
  connections_.emplace_back(socket, options_.tls ? options_.tls() : nullptr,
                            SteadyNow() + options_.limit);
}

// A client that receives its answer is more likely to be a real one than a silent client.
bool MetricsServer::MakeRoom() {
  if (connections_.size() < std::max<std::size_t>(options_.max_connections, 1)) return true;
  auto oldest = std::find_if(connections_.begin(), connections_.end(),
                             [](const Connection& each) { return !each.answered || each.ended; });
  if (oldest == connections_.end()) oldest = connections_.begin();
  const absl::Time accepted = oldest->deadline - options_.limit;
  if (!oldest->ended && SteadyNow() < accepted + kTimeForRequest) return false;
  connections_.erase(oldest);
  return true;
}

bool MetricsServer::Serve(Connection& connection) {
  if (!connection.unsent.empty()) return Send(connection);
  return Receive(connection);
}

bool MetricsServer::Receive(Connection& connection) {
  // TLS may hold further bytes, for which poll does not wake. The loop has a bound, because the
  // largest request has one.
  for (;;) {
    char piece[4096];
    const std::ptrdiff_t size = connection.stream.Read(piece, sizeof piece);
    if (size == StreamSocket::kEnded) return false;
    if (size == StreamSocket::kBlocked || connection.answered) return true;
    connection.received.append(piece, static_cast<std::size_t>(size));
    absl::optional<std::string> answer =
        AnswerMetricsRequest(connection.received, hosts_, [this] { return Render(); });
    if (!answer) continue;
    connection.answered = true;
    connection.received.clear();
    connection.unsent = *std::move(answer);
    return Send(connection);
  }
}

bool MetricsServer::Send(Connection& connection) {
  while (!connection.unsent.empty()) {
    const std::ptrdiff_t sent = connection.stream.Write(connection.unsent);
    if (sent == StreamSocket::kEnded) return false;
    if (sent == StreamSocket::kBlocked) return true;
    connection.unsent.erase(0, static_cast<std::size_t>(sent));
  }
  // A close could reset the connection before the client has read the answer, if it has sent
  // more than one request.
  connection.ended = true;
  return connection.stream.Finish();
}

std::string MetricsServer::Render() const {
  std::vector<prometheus::MetricFamily> families;
  for (const auto& each : metrics_) {
    std::vector<prometheus::MetricFamily> more = each->Collect();
    std::move(more.begin(), more.end(), std::back_inserter(families));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace lossy::base
