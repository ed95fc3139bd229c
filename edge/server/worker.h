#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/net/listen_address.h"
#include "edge/channel/socket_list.h"
#include "edge/longpoll/endpoint.h"
#include "edge/net/descriptor.h"
#include "edge/net/executor.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/server/stream_wheel.h"
#include "edge/server/worker_context.h"

namespace lossy::edge {

// Runs the event loop of one thread, and owns its connections. The workers share nothing on the
// path of a message. The kernel distributes new connections among the workers that listen on one
// address (SO_REUSEPORT). Belongs to its thread, except where a method states otherwise.
class Worker final : private StreamOwner {
 public:
  // `context` and `workers` must outlive the worker. `index` is its position in `workers`.
  Worker(const WorkerContext& context, std::uint16_t index, const LongpollWorkers& workers);
  ~Worker() override;

  // Returns the executor of the worker's thread. Any thread may post to it.
  Executor& executor();
  // Return objects of the worker's thread.
  Hub& hub();
  ChannelPresence& presence();
  LongpollSessions& sessions();
  SocketList& sockets();

  // See ConnectionAcceptor::Listen. Must be called before Run.
  absl::Status Listen(const base::ListenAddress& address, bool shares, int* port);
  // See ConnectionAcceptor::accepting. Any thread may call it.
  bool accepting() const;

  // Runs the event loop on the calling thread until a drain is complete.
  void Run();

  // Closes the sockets whose identity matches. `reason` must be a constant. Any thread may call it.
  void CloseSockets(SocketList::Matches matches, CloseCode code, const char* reason);

  // Starts a drain: stops accepting, and asks every client to reconnect to another edge. Closes the
  // connections that are left after `patience`. Any thread may call it.
  void Drain(absl::Duration patience);

 private:
  struct Loop;  // Keeps Asio out of this header's users.

  bool Serving() const;
  void Add(Descriptor socket);
  // Starts the timers that are needed. A thread without clients has none, so it sleeps.
  void AwaitDeadlines();
  void Sweep();
  void AwaitThrottled();

  // StreamOwner
  void OnSlow() override { metrics_.clients.slow.Increment(); }
  void OnIdle() override { metrics_.clients.idle.Increment(); }
  void OnOverBudget() override { metrics_.clients.over_budget.Increment(); }
  void OnThrottled(TcpStream& stream) override;
  void SweepSoon(TcpStream& stream) override { streams_.Schedule(stream, 1); }
  void OnClosed(TcpStream& stream) override;

  const ServerLimits& limits_;
  EdgeMetrics& metrics_;
  const std::unique_ptr<Loop> loop_;
  StreamWheel streams_;
  int quiet_sweeps_;  // Sweeps since the last client disconnected.
  std::vector<boost::intrusive_ptr<TcpStream>> throttled_;
  std::int64_t shown_held_ = 0;  // This thread's part of EdgeMetrics::held_bytes.
};

}  // namespace lossy::edge
