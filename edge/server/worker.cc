#include "edge/server/worker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/net/port_probe.h"
#include "base/time/clock.h"
#include "boost/asio/basic_waitable_timer.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ip/v6_only.hpp"
#include "boost/asio/post.hpp"
#include "edge/channel/socket.h"
#include "edge/http/http_session.h"

namespace lossy::edge {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, TcpStream::Executor>;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, TcpStream::Executor>;
using UserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// How many ready handlers run before what they queued is sent.
constexpr int kIterationHandlers = 256;
constexpr int kTaskRounds = 64;
// When there is no file left, to try at once would only use the processor.
constexpr std::chrono::milliseconds kAcceptPause(100);
constexpr int kBacklog = 4096;
constexpr char kNoFile[] =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n"
    "content-length: 39\r\nretry-after: 1\r\nconnection: close\r\n\r\n"
    "too many connections; try another edge\n";
// None behind a Unix socket, or when the client has left already.
IpAddress PeerOf(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size);
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&peer);
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&peer);
  switch (peer.ss_family) {
    case AF_INET:
      return IpAddress::FromBytes({reinterpret_cast<const char*>(&v4->sin_addr), 4});
    case AF_INET6:
      return IpAddress::FromBytes({reinterpret_cast<const char*>(&v6->sin6_addr), 16});
    default:
      return {};
  }
}

// How often connections that are over a rate are looked at. A bucket gives that much at once.
constexpr std::chrono::milliseconds kThrottledPause(20);

}  // namespace

struct Worker::Listener {
  explicit Listener(asio::io_context& context)
      : acceptor(context.get_executor()), pause(context.get_executor()) {}

  Acceptor acceptor;
  Timer pause;
  bool failing = false;
};

struct Worker::Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::vector<std::unique_ptr<Listener>> listeners;
  Timer sweep{context.get_executor()};
  Timer sessions_sweep{context.get_executor()};
  Timer admissions_tick{context.get_executor()};
  Timer throttled{context.get_executor()};
  Timer drain{context.get_executor()};
};

Worker::Worker(const Shared& shared, std::uint16_t index, const LongpollPlaces& places)
    : StreamOwner(shared.limits.connection, shared.limits.bytes),
      shared_(shared),
      loop_(std::make_unique<Loop>()),
      hub_(std::make_unique<Hub>(shared.source, shared.metrics.deliveries)),
      presence_(std::make_unique<ChannelPresence>(shared.presence, *this, shared_.limits.presence,
                                                  shared.metrics)),
      environment_(std::make_unique<Environment>(shared.table, shared.upstream, *hub_, *presence_,
                                                 *this, shared.routes.authenticator, shared.issuer,
                                                 shared_.limits.channel, shared.metrics)) {
  const auto make_socket = [this](Transport& transport, Client client) {
    return std::make_unique<Socket>(*environment_, transport, std::move(client));
  };
  const ServerLimits& limits = shared_.limits;
  sessions_ = std::make_unique<LongpollSessions>(
      *this, index, shared.longpoll_seal, limits.longpoll, limits.connection.max_outbox_bytes,
      budget(), shared.metrics, make_socket);
  forwarder_ = std::make_unique<Forwarder>(loop_->context,
                                           Forwarder::Options{.window = limits.longpoll.window},
                                           shared.metrics.longpoll);
  longpoll_ = std::make_unique<LongpollEndpoint>(
      LongpollEndpoint::Context{.seal = shared.longpoll_seal,
                                .places = places,
                                .origins = shared.routes.origins,
                                .authenticator = shared.routes.authenticator,
                                .users = shared.routes.users,
                                .addresses = shared.routes.addresses,
                                .metrics = shared.metrics},
      *sessions_, *this, *forwarder_);
  http_ =
      std::make_unique<HttpFront>(shared.routes, limits.http, *longpoll_, deflate_, make_socket);
}

Worker::~Worker() = default;

Hub& Worker::hub() { return *hub_; }

ChannelPresence& Worker::presence() { return *presence_; }

void Worker::Post(absl::AnyInvocable<void()> task) {
  if (std::this_thread::get_id() == thread_.load(std::memory_order_relaxed)) {
    return own_tasks_.push_back(std::move(task));
  }
  bool first;
  {
    base::MutexLock lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  // One wake-up serves all that are posted until the loop looks.
  if (first) asio::post(loop_->context, [] {});
}

void Worker::RunTasks() {
  std::vector<absl::AnyInvocable<void()>> tasks;
  for (int round = 0; round < kTaskRounds; ++round) {
    {
      base::MutexLock lock(mutex_);
      tasks.swap(tasks_);
    }
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
    tasks.swap(own_tasks_);
    if (tasks.empty()) return;
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
  }
  // Whoever posts without end must not keep the clients waiting.
  if (!own_tasks_.empty()) asio::post(loop_->context, [] {});
}

absl::Status Worker::Listen(const base::ListenAddress& address, bool shares, int* port) {
  auto listener = std::make_unique<Listener>(loop_->context);
  const absl::Status status = Bind(address, shares, *listener);
  if (!status.ok()) return status;
  *port = base::PortOf(listener->acceptor.native_handle());
  loop_->listeners.push_back(std::move(listener));
  return absl::OkStatus();
}

absl::Status Worker::Bind(const base::ListenAddress& address, bool shares, Listener& listener) {
  sockaddr_storage storage;
  Tcp::endpoint endpoint;
  const socklen_t size = base::ToSockaddr(address, &storage);
  if (size == 0 || size > endpoint.capacity()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot listen on ", address.ToString(), ": it is no TCP address"));
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
  // Only now, so that no other process has the port already.
  if (!error) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.listen(kBacklog, error);
  return error ? base::ListenError(address, error.value()) : absl::OkStatus();
}

void Worker::Run() {
  thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  for (const auto& listener : loop_->listeners) Accept(*listener);
  AwaitSweep();
  AwaitSessionsSweep();
  AwaitAdmissionsTick();
  while (!draining_ || (AnybodyLeft() && base::SteadyNow() < drain_deadline_)) {
    // The end of a turn posts, too.
    if (own_tasks_.empty()) loop_->context.run_one();
    for (int i = 0; i < kIterationHandlers && !budget()->over() && loop_->context.poll_one() > 0;
         ++i) {
    }
    RunTasks();
    if (budget()->over()) budget()->Enforce();
    iteration().End();
    deflate_.Clear();
  }
  for (const auto& stream : streams_) stream->Kill();
  iteration().End();
  throttled_.clear();
  sessions_->Clear();
}

void Worker::Accept(Listener& listener) {
  listener.acceptor.async_accept([this, &listener](error_code error, TcpStream::Socket socket) {
    if (draining_) return;
    if (!error) Add(std::move(socket));
    if (!error) SetFailing(listener, false);
    if (!error || error == asio::error::connection_aborted) return Accept(listener);
    OnAcceptFailed(listener, error.message());
  });
}

void Worker::OnAcceptFailed(Listener& listener, const std::string& problem) {
  SetFailing(listener, true);
  shared_.metrics.accepts_failed.Increment();
  const absl::optional<std::int64_t> times = accept_log_.Pass();
  if (times.has_value()) {
    base::Log(base::LogLevel::kWarning, "accept_failed",
              {{"problem", absl::string_view(problem)}, {"times", *times}});
  }
  if (RefuseOne(listener)) return Accept(listener);
  listener.pause.expires_after(kAcceptPause);
  listener.pause.async_wait([this, &listener](error_code) { Accept(listener); });
}

void Worker::SetFailing(Listener& listener, bool failing) {
  if (std::exchange(listener.failing, failing) == failing) return;
  failing_acceptors_.fetch_add(failing ? 1 : -1, std::memory_order_relaxed);
}

bool Worker::RefuseOne(Listener& listener) {
  if (!spare_file_.held()) {
    spare_file_.Acquire();
    return false;
  }
  spare_file_.Release();
  const int refused =
      ::accept4(listener.acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (refused >= 0) {
    ::send(refused, kNoFile, sizeof kNoFile - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(refused, SHUT_WR);
    // A connection that is closed with unread bytes is reset, and the answer may be lost.
    char unread[4096];
    while (::recv(refused, unread, sizeof unread, MSG_DONTWAIT) > 0) {
    }
    ::close(refused);
  }
  return spare_file_.Acquire() && refused >= 0;
}

void Worker::Add(TcpStream::Socket socket) {
  if (streams_.size() >= shared_.limits.max_connections) return;
  error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  socket.set_option(
      UserTimeout(static_cast<int>(absl::ToInt64Milliseconds(shared_.limits.tcp_user_timeout))),
      ignored);
  const IpAddress peer = PeerOf(socket.native_handle());
  boost::intrusive_ptr<TcpStream> stream(new TcpStream(std::move(socket), *this));
  stream->index = static_cast<std::uint32_t>(streams_.size());
  streams_.push_back(stream);
  shared_.metrics.connections.Increment();
  stream->Serve(std::make_unique<HttpSession>(*stream, *http_, peer));
}

void Worker::OnClosed(TcpStream& stream) {
  const std::uint32_t index = stream.index;
  streams_[index] = streams_.back();
  streams_[index]->index = index;
  streams_.pop_back();
  shared_.metrics.connections.Decrement();
}

void Worker::AwaitSweep() {
  loop_->sweep.expires_after(absl::ToChronoNanoseconds(shared_.limits.second));
  loop_->sweep.async_wait([this](error_code error) {
    if (error) return;
    Sweep();
    AwaitSweep();
  });
}

void Worker::Sweep() {
  CountSecond();
  const absl::Time now = base::SteadyNow();
  // No stream leaves the list before the end of the iteration.
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (StreamSession* const session = streams_[i]->session()) session->OnSweep(now);
  }
  presence_->Sweep(now);
  shared_.metrics.held_bytes.Increment(static_cast<double>(budget()->held() - shown_held_));
  shown_held_ = budget()->held();
}

void Worker::AwaitSessionsSweep() {
  loop_->sessions_sweep.expires_after(absl::ToChronoNanoseconds(sessions_->period()));
  loop_->sessions_sweep.async_wait([this](error_code error) {
    if (error) return;
    sessions_->Sweep(base::SteadyNow());
    AwaitSessionsSweep();
  });
}

void Worker::AwaitAdmissionsTick() {
  loop_->admissions_tick.expires_after(absl::ToChronoNanoseconds(ConcurrencyLimiter::kTick));
  loop_->admissions_tick.async_wait([this](error_code error) {
    if (error) return;
    environment_->admissions.Tick();
    AwaitAdmissionsTick();
  });
}

void Worker::OnThrottled(TcpStream& stream) {
  shared_.metrics.throttled.Increment();
  throttled_.emplace_back(&stream);
  if (throttled_.size() == 1) AwaitThrottled();
}

void Worker::AwaitThrottled() {
  loop_->throttled.expires_after(kThrottledPause);
  loop_->throttled.async_wait([this](error_code error) {
    if (error) return;
    const auto waits = std::partition(throttled_.begin(), throttled_.end(),
                                      [](const auto& each) { return !each->ReadAgain(); });
    throttled_.erase(waits, throttled_.end());
    if (!throttled_.empty()) AwaitThrottled();
  });
}

void Worker::Drain(absl::Duration patience) {
  const absl::Time deadline = base::SteadyNow() + patience;
  Post([this, deadline] { BeginDrain(deadline); });
}

void Worker::CloseSockets(SocketList::Matches matches, CloseCode code, const char* reason) {
  Post([this, matches = std::move(matches), code, reason] {
    environment_->sockets.Close(matches, code, reason);
  });
}

void Worker::BeginDrain(absl::Time deadline) {
  draining_ = true;
  drain_deadline_ = deadline;
  for (const auto& listener : loop_->listeners) {
    error_code ignored;
    listener->acceptor.close(ignored);
  }
  to_drain_ = streams_;
  std::shuffle(to_drain_.begin(), to_drain_.end(), random_);
  DrainSome();
}

// All shall be asked in three quarters of the time that is left, so that they can go in the rest.
std::size_t Worker::DrainBatch(std::size_t size) const {
  const double rounds = absl::FDivDuration((drain_deadline_ - base::SteadyNow()) * 0.75,
                                           shared_.limits.drain_interval);
  const double needed = std::ceil(static_cast<double>(size) / std::max(rounds, 1.0));
  return std::min(std::max(shared_.limits.drain_batch, static_cast<std::size_t>(needed)), size);
}

void Worker::DrainSome() {
  sessions_->Drain(DrainBatch(sessions_->size()));
  const auto batch = to_drain_.end() - static_cast<std::ptrdiff_t>(DrainBatch(to_drain_.size()));
  busy_.insert(busy_.end(), batch, to_drain_.end());
  to_drain_.erase(batch, to_drain_.end());
  busy_.erase(std::remove_if(busy_.begin(), busy_.end(),
                             [](const auto& stream) {
                               StreamSession* const session = stream->session();
                               return session == nullptr || session->Drain();
                             }),
              busy_.end());
  if (to_drain_.empty() && busy_.empty() && sessions_->ended()) return;
  const absl::Duration pause = shared_.limits.drain_interval * absl::Uniform(random_, 0.5, 1.5);
  loop_->drain.expires_after(absl::ToChronoNanoseconds(pause));
  loop_->drain.async_wait([this](error_code error) {
    if (!error) DrainSome();
  });
}

}  // namespace lossy::edge
