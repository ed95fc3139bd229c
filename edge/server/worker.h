#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/net/listen_address.h"
#include "edge/channel/socket_list.h"
#include "edge/longpoll/endpoint.h"
#include "edge/net/executor.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/server/worker_context.h"

namespace lossy::edge {

// One thread and its connections. The kernel spreads new connections over the workers that listen
// on one address. Belongs to its thread, except where a method says otherwise.
class Worker final : private StreamOwner {
 public:
  // `context` and `workers` must outlive the worker. `index` is its position in `workers`.
  Worker(const WorkerContext& context, std::uint16_t index, const LongpollWorkers& workers);
  ~Worker() override;

  // Runs tasks on the worker's thread. Any thread.
  Executor& executor();
  Hub& hub();
  ChannelPresence& presence();
  LongpollSessions& sessions();

  // See ConnectionAcceptor::Listen. Must be called before Run.
  absl::Status Listen(const base::ListenAddress& address, bool shares, int* port);
  // True if new connections are accepted. Any thread.
  bool accepting() const;

  // Serves until Drain is complete.
  void Run();

  // Closes the sockets whose identity matches. Any thread.
  void CloseSockets(SocketList::Matches matches, CloseCode code, const char* reason);

  // Accepts no more, and asks every client to reconnect elsewhere. Cuts the clients that are still
  // connected after `patience`. Any thread.
  void Drain(absl::Duration patience);

 private:
  struct Loop;  // Keeps Asio out of this header's users.

  bool Serving() const;
  void Add(TcpStream::Socket socket);
  void AwaitSweep();
  void Sweep();
  void AwaitSessionsSweep();
  void AwaitServicesTick();
  void AwaitThrottled();

  // StreamOwner
  void OnSlow() override { metrics_.slow.Increment(); }
  void OnIdle() override { metrics_.idle.Increment(); }
  void OnOverBudget() override { metrics_.over_budget.Increment(); }
  void OnThrottled(TcpStream& stream) override;
  void OnClosed(TcpStream& stream) override;

  const ServerLimits& limits_;
  EdgeMetrics& metrics_;
  const std::unique_ptr<Loop> loop_;
  std::vector<boost::intrusive_ptr<TcpStream>> streams_;
  std::vector<boost::intrusive_ptr<TcpStream>> throttled_;
  std::int64_t shown_held_ = 0;  // This thread's part of the gauge of held bytes.
};

}  // namespace lossy::edge
