#include "edge/server/worker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/post.hpp"
#include "edge/http/http_session.h"
#include "edge/server/connection_acceptor.h"
#include "edge/server/drainer.h"
#include "edge/server/event_loop.h"
#include "edge/server/loop_timer.h"
#include "edge/server/task_queue.h"
#include "edge/server/tls_acceptor.h"
#include "edge/server/worker_handlers.h"

namespace lossy::edge {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// The period of the checks of throttled connections. It must be short, because a token bucket holds
// the bytes of a longer time.
constexpr std::chrono::milliseconds kThrottledPause(20);

// The sweeps after the last client has disconnected. The first may show the lag and the bytes of
// the last second; the second shows that there are none.
constexpr int kQuietSweeps = 2;

// A timer that may wait already when its owner needs it.
class NeededTimer {
 public:
  explicit NeededTimer(asio::io_context& loop) : timer_(loop.get_executor()) {}

  // Calls `task` once after `period`, unless the timer waits already.
  template <typename Task>
  void Await(absl::Duration period, Task task) {
    if (waits_) return;
    waits_ = true;
    timer_.expires_after(absl::ToChronoNanoseconds(period));
    timer_.async_wait([this, task](error_code error) {
      if (error) return;
      waits_ = false;
      task();
    });
  }

 private:
  LoopTimer timer_;
  bool waits_ = false;
};

// A failure means that the client has disconnected already.
void SetOption(const Descriptor& socket, int option, int value) {
  ::setsockopt(socket.get(), IPPROTO_TCP, option, &value, sizeof value);
}

// Returns the remote address of the socket. It is unknown over a Unix socket, or if the client has
// disconnected already.
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

}  // namespace

struct Worker::Loop {
  Loop(Worker& worker, const WorkerContext& shared, std::uint16_t index,
       const LongpollWorkers& workers)
      : events(worker.reactor()),
        context(events.context()),
        tasks([this] { asio::post(context, [] {}); }),
        handlers(shared, tasks, context, {.index = index, .workers = workers}, worker.budget()),
        acceptor(context,
                 shared.tls == nullptr ? ConnectionAcceptor::Protocol::kHttp
                                       : ConnectionAcceptor::Protocol::kTls,
                 shared.metrics.clients,
                 [&worker](Descriptor socket) { worker.Add(std::move(socket)); }),
        drainer(context, shared.limits, handlers.sessions()) {
    if (shared.tls == nullptr) return;
    tls.emplace(TlsAcceptor::Shared{.contexts = *shared.tls,
                                    .limits = shared.limits.tls,
                                    .proxies = shared.proxies,
                                    .metrics = shared.metrics.tls},
                tasks, handlers.http());
  }

  // Returns the first session of a new connection.
  std::unique_ptr<StreamSession> MakeSession(TcpStream& stream, const IpAddress& peer) {
    if (tls.has_value()) return tls->MakeSession(stream, peer);
    return std::make_unique<HttpSession>(stream, handlers.http(), HttpState{.client = peer});
  }

  EventLoop events;
  asio::io_context& context;
  TaskQueue tasks;
  WorkerHandlers handlers;
  ConnectionAcceptor acceptor;
  Drainer drainer;
  absl::optional<TlsAcceptor> tls;  // Empty if the listener serves HTTP without TLS.
  NeededTimer sweep{context};
  NeededTimer sessions_sweep{context};
  NeededTimer services_tick{context};
  LoopTimer throttled{context.get_executor()};
};

Worker::Worker(const WorkerContext& context, std::uint16_t index, const LongpollWorkers& workers)
    : StreamOwner(context.limits.connection, context.limits.bytes),
      limits_(context.limits),
      metrics_(context.metrics),
      loop_(std::make_unique<Loop>(*this, context, index, workers)),
      quiet_sweeps_(kQuietSweeps) {}

Worker::~Worker() {
  // Tasks may own parts of the connections and handlers.
  loop_->tasks.Clear();
}

Executor& Worker::executor() { return loop_->tasks; }

Hub& Worker::hub() { return loop_->handlers.hub(); }

ChannelPresence& Worker::presence() { return loop_->handlers.presence(); }

LongpollSessions& Worker::sessions() { return loop_->handlers.sessions(); }

SocketList& Worker::sockets() { return loop_->handlers.sockets(); }

absl::Status Worker::Listen(const base::ListenAddress& address, bool shares, int* port) {
  return loop_->acceptor.Listen(address, shares, port);
}

bool Worker::accepting() const { return loop_->acceptor.accepting(); }

bool Worker::Serving() const {
  const Drainer& drainer = loop_->drainer;
  if (!drainer.begun()) return true;
  const bool clients = !streams_.empty() || !loop_->handlers.sessions().ended();
  return clients && base::SteadyNow() < drainer.deadline();
}

void Worker::Run() {
  TaskQueue& tasks = loop_->tasks;
  tasks.Attach();
  loop_->acceptor.Start();
  while (Serving()) {
    // The end of an iteration may post tasks, too.
    const bool may_block = !tasks.has_own() && !iteration().pending();
    loop_->events.RunSome(may_block, [this] { return budget()->over(); });
    tasks.Run();
    if (budget()->over()) budget()->Enforce();
    iteration().End();
    loop_->handlers.EndIteration();
    AwaitDeadlines();
  }
  for (const auto& stream : streams_.All()) stream->Kill();
  iteration().End();
  loop_->handlers.hub().ExportLags();
  throttled_.clear();
  loop_->handlers.sessions().Clear();
}

void Worker::Add(Descriptor socket) {
  if (streams_.size() >= limits_.max_connections) return;
  SetOption(socket, TCP_NODELAY, 1);
  SetOption(socket, TCP_USER_TIMEOUT,
            static_cast<int>(absl::ToInt64Milliseconds(limits_.tcp_user_timeout)));
  const IpAddress peer = PeerOf(socket.get());
  boost::intrusive_ptr<TcpStream> stream(new TcpStream(std::move(socket), *this));
  streams_.Add(stream);
  metrics_.clients.connections.Increment();
  stream->Serve(loop_->MakeSession(*stream, peer));
}

void Worker::OnClosed(TcpStream& stream) {
  streams_.Remove(stream);
  metrics_.clients.connections.Decrement();
}

void Worker::AwaitDeadlines() {
  LongpollSessions& sessions = loop_->handlers.sessions();
  ServiceCaller& services = loop_->handlers.services();
  if (!streams_.empty() || !sessions.empty()) quiet_sweeps_ = 0;
  if (quiet_sweeps_ < kQuietSweeps) {
    loop_->sweep.Await(limits_.second, [this] { Sweep(); });
  }
  if (!sessions.empty()) {
    loop_->sessions_sweep.Await(sessions.period(),
                                [&sessions] { sessions.Sweep(base::SteadyNow()); });
  }
  if (services.waiting()) {
    loop_->services_tick.Await(ConcurrencyLimiter::kTick, [&services] { services.Tick(); });
  }
}

void Worker::Sweep() {
  CountSecond();
  ++quiet_sweeps_;
  const absl::Time now = base::SteadyNow();
  // No stream leaves the wheel before the end of the iteration.
  streams_.PassSecond([now](TcpStream& stream) -> std::uint32_t {
    if (StreamSession* const session = stream.session()) session->OnSweep(now);
    const StreamSession* const session = stream.session();
    if (session == nullptr) return 1;
    stream.Trim();
    return session->sweep_after();
  });
  loop_->handlers.presence().Sweep(now);
  loop_->handlers.hub().ExportLags();
  const std::int64_t held = budget()->held();
  metrics_.clients.held_bytes.Increment(static_cast<double>(held - shown_held_));
  shown_held_ = held;
}

void Worker::OnThrottled(TcpStream& stream) {
  metrics_.clients.throttled.Increment();
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
  loop_->tasks.Post([this, deadline] {
    loop_->acceptor.Close();
    loop_->drainer.Begin(streams_.All(), deadline);
  });
}

void Worker::CloseSockets(SocketList::Matches matches, CloseCode code, const char* reason) {
  loop_->tasks.Post([this, matches = std::move(matches), code, reason] {
    loop_->handlers.sockets().Close(matches, code, reason);
  });
}

}  // namespace lossy::edge
