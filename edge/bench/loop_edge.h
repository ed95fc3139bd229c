#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "base/sync/thread_annotations.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/auth/test_tokens.h"
#include "edge/channel/channel_factory.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/socket_context.h"
#include "edge/channel/socket_list.h"
#include "edge/channel/token_refresher.h"
#include "edge/limits/user_registry.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/net/stream_owner.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/local_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/routing/routing_table.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// For benchmarks: runs tasks in rounds, and allocates nothing once it is warm. Post is thread-safe.
class RoundExecutor final : public Executor {
 public:
  void Post(absl::AnyInvocable<void()> task) override {
    base::MutexLock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  void RunAll() {
    while (TakeTasks()) {
      for (absl::AnyInvocable<void()>& task : round_) task();
      round_.clear();
    }
  }

 private:
  bool TakeTasks() {
    base::MutexLock lock(mutex_);
    round_.swap(tasks_);
    return !round_.empty();
  }

  base::Mutex mutex_;
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);
  std::vector<absl::AnyInvocable<void()>> round_;
};

// For benchmarks: a worker of an edge, on the caller's thread. Its clients are connected by
// WebSocket over loopback. Calls are not logged.
class LoopEdge final : private StreamOwner {
 public:
  // Returns the routes of the sample service.
  static std::shared_ptr<const RoutingTable> SampleRoutes();
  // Returns a text frame of a client, with a mask of zero. `text` has less than 126 bytes.
  static std::string Frame(absl::string_view text);

  // `service` answers the calls. The references must outlive the edge.
  LoopEdge(std::shared_ptr<const RoutingTable> routes, Upstream& service, TopicSource& topics);
  ~LoopEdge() override;

  Hub& hub() { return hub_; }
  Executor& executor() { return executor_; }

  // Connects a client of the user, and returns its number, from 0.
  std::size_t Connect(const std::string& user_id);
  // Sends bytes as a client.
  void Send(std::size_t client, absl::string_view bytes);
  // Runs an iteration of the worker's loop, which must have input.
  void Handle();
  // Runs the worker's loop until bytes have arrived at the client, at most for half a minute.
  void Await(std::size_t client);
  // Returns the number of bytes that have arrived at the client; waits for the first.
  std::size_t Receive(std::size_t client);
  // Frees the memory that idle streams do not need, as a worker does now and then.
  void Trim();

  // The edge's side of a connection.
  int socket(std::size_t client) { return clients_[client].stream->socket(); }

 private:
  struct Connection {
    int client;  // The client's side.
    boost::intrusive_ptr<TcpStream> stream;
  };

  void EndIteration();

  void OnSlow() override {}
  void OnIdle() override {}
  void OnOverBudget() override {}
  void OnThrottled(TcpStream&) override {}
  void SweepSoon(TcpStream&) override {}
  void OnClosed(TcpStream&) override {}

  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  ChannelLimits limits_;
  RoundExecutor executor_;
  LocalPresence nobody_;
  ChannelPresence presence_{nobody_, executor_, {}, metrics_.presence};
  TestTokens tokens_;
  TokenRefresher refresher_{tokens_.authenticator(), metrics_.token_refused};
  UserRegistry users_{RateLimits()};
  ChannelTable table_;
  Hub hub_;
  ServiceCaller services_;
  ChannelFactory channels_;
  SocketList sockets_{/*worker=*/0};
  const SocketContext socket_context_{channels_, refresher_, metrics_, sockets_};
  std::vector<Connection> clients_;
};

}  // namespace lossy::edge
