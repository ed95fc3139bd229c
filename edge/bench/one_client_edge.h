#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "boost/asio/io_context.hpp"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/auth/test_tokens.h"
#include "edge/bench/inline_service.h"
#include "edge/channel/channel_factory.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/token_refresher.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/net/stream_owner.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/local_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/routing/routing_table.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// For benchmarks: runs tasks in rounds, and allocates nothing once it is warm.
class RoundExecutor final : public Executor {
 public:
  void Post(absl::AnyInvocable<void()> task) override { tasks_.push_back(std::move(task)); }
  void RunAll() {
    while (!tasks_.empty()) {
      round_.swap(tasks_);
      for (absl::AnyInvocable<void()>& task : round_) task();
      round_.clear();
    }
  }

 private:
  std::vector<absl::AnyInvocable<void()>> tasks_;
  std::vector<absl::AnyInvocable<void()>> round_;
};

// For benchmarks: a worker of an edge with one client, on the caller's thread. The client is
// connected by WebSocket over loopback, and has joined "room:a" of the sample service, which
// answers within the process. Calls are not logged.
class OneClientEdge final : private StreamOwner {
 public:
  OneClientEdge();
  ~OneClientEdge() override;

  // Returns a text frame of a client, with a mask of zero. `text` has less than 126 bytes.
  static std::string Frame(absl::string_view text);

  // Sends bytes as the client.
  void Send(absl::string_view bytes);
  // Runs an iteration of the worker's loop, which must have input.
  void Handle();
  // Returns the number of bytes that have arrived at the client.
  std::size_t Receive();

  // The edge's side of the connection.
  int socket() { return stream_->socket().native_handle(); }

 private:
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
  const std::shared_ptr<const RoutingTable> routes_;
  InlineService service_{*routes_};
  ChannelTable table_{routes_, metrics_.routes};
  Hub hub_;
  ServiceCaller services_;
  ChannelFactory channels_;
  boost::asio::io_context context_{1};
  int client_ = -1;
  boost::intrusive_ptr<TcpStream> stream_;
};

}  // namespace lossy::edge
