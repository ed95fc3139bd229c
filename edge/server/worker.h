#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/random/random.h"
#include "absl/status/status.h"
#include "base/identity/token_issuer.h"
#include "base/log/log_limiter.h"
#include "base/net/listen_address.h"
#include "base/net/spare_file.h"
#include "base/sync/mutex.h"
#include "edge/channel/environment.h"
#include "edge/limits/byte_budget.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/server/routes.h"
#include "edge/upstream/upstream.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

struct ServerLimits {
  ConnectionLimits connection;
  ChannelLimits channel;
  HttpLimits http;
  LongpollLimits longpoll;
  ChannelPresence::Options presence;
  ByteLimits bytes;
  std::size_t max_connections = 100'000;  // For each thread.
  // How long sent bytes may go unacknowledged before a connection counts as broken. 0: the kernel's
  // own patience.
  absl::Duration tcp_user_timeout = absl::Seconds(30);
  // A drain closes so many connections of a thread at once, then waits for about the interval.
  std::size_t drain_batch = 500;
  absl::Duration drain_interval = absl::Milliseconds(100);
  // How often deadlines are looked at. A connection's limits count these.
  absl::Duration second = absl::Seconds(1);
};

// What all threads share. Everything outlives them.
struct Shared {
  const Routes& routes;
  const RoutingTable& table;
  Upstream& upstream;
  TopicSource& source;
  PresenceSource& presence;
  base::TokenIssuer& issuer;
  EdgeMetrics& metrics;
  const TokenSigner& longpoll_seal;
  // host:port where other edges reach this one. Empty: where it listens.
  std::string longpoll_edge;
  ServerLimits limits;
};

// One thread and its connections. The kernel spreads new connections over the workers that listen
// on one address.
class Worker final : public Executor, private StreamOwner {
 public:
  // `index` and `places` are how workers find each other's long-poll sessions.
  Worker(const Shared& shared, std::uint16_t index, const LongpollPlaces& places);
  ~Worker() override;

  Hub& hub();
  LongpollSessions& sessions() { return *sessions_; }
  ChannelPresence& presence();

  // Before Run. A port of 0 takes a free one; `port` becomes which. `shares`: another worker of
  // this server listens there already; otherwise the address must be free. UNAVAILABLE or
  // NOT_FOUND: it is not, or this machine does not have it.
  absl::Status Listen(const base::ListenAddress& address, bool shares, int* port);

  // Whether new connections are accepted: false while there is no file left for one. Any thread.
  bool accepting() const { return failing_acceptors_.load(std::memory_order_relaxed) == 0; }

  // Serves until Drain is done.
  void Run();

  // Any thread. Closes the sockets whose identity matches.
  void CloseSockets(SocketList::Matches matches, CloseCode code, const char* reason);

  // Any thread. Accepts no more and asks every client to come back elsewhere; after `patience`
  // whoever is still there is cut.
  void Drain(absl::Duration patience);

  void Post(absl::AnyInvocable<void()> task) override;

 private:
  struct Loop;  // Keeps Asio out of this header's users.

  // Runs what was posted, and what that posts in turn, so that its answers leave with the others'
  // of the turn.
  void RunTasks();
  struct Listener;  // An acceptor, and what became of its last accept.
  absl::Status Bind(const base::ListenAddress& address, bool shares, Listener& listener);
  void Accept(Listener& listener);
  void OnAcceptFailed(Listener& listener, const std::string& problem);
  void SetFailing(Listener& listener, bool failing);
  // Answers 503 to a client for whose connection there is no file. False: it cannot even do that.
  bool RefuseOne(Listener& listener);
  void Add(TcpStream::Socket socket);
  void AwaitSweep();
  void Sweep();
  void AwaitSessionsSweep();
  void AwaitAdmissionsTick();
  void AwaitThrottled();
  void BeginDrain(absl::Time deadline);
  void DrainSome();
  std::size_t DrainBatch(std::size_t size) const;
  bool AnybodyLeft() const { return !streams_.empty() || !sessions_->ended(); }

  void OnSlow() override { shared_.metrics.slow.Increment(); }
  void OnIdle() override { shared_.metrics.idle.Increment(); }
  void OnOverBudget() override { shared_.metrics.over_budget.Increment(); }
  void OnThrottled(TcpStream& stream) override;
  void OnClosed(TcpStream& stream) override;

  const Shared& shared_;
  std::unique_ptr<Loop> loop_;
  Deflate deflate_;
  std::int64_t shown_held_ = 0;  // This thread's part of the metric.
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<ChannelPresence> presence_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<LongpollSessions> sessions_;
  std::unique_ptr<Forwarder> forwarder_;
  std::unique_ptr<LongpollEndpoint> longpoll_;
  std::unique_ptr<HttpFront> http_;
  std::vector<boost::intrusive_ptr<TcpStream>> streams_;
  std::vector<boost::intrusive_ptr<TcpStream>> throttled_;
  base::SpareFile spare_file_;
  base::LogLimiter accept_log_;
  std::atomic<int> failing_acceptors_{0};
  std::atomic<std::thread::id> thread_;  // That of Run. Others post before it is there, too.
  std::vector<absl::AnyInvocable<void()>> own_tasks_;  // Posted by this thread.
  base::Mutex mutex_;
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);  // Of other threads.
  bool draining_ = false;
  absl::Time drain_deadline_ = absl::InfiniteFuture();
  std::vector<boost::intrusive_ptr<TcpStream>> to_drain_;
  std::vector<boost::intrusive_ptr<TcpStream>> busy_;  // Asked to drain; they still owe answers.
  absl::BitGen random_;
};

}  // namespace lossy::edge
