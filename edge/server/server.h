#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/net/listen_address.h"
#include "edge/pubsub/feed.h"
#include "edge/server/worker.h"

namespace lossy::edge {

// Owns the workers of an edge, and runs each on a thread of its own. One thread must construct,
// start and drain it.
class Server {
 public:
  // Makes `threads` workers, at least 1. `context` must outlive the server.
  Server(const WorkerContext& context, int threads);
  ~Server();

  // Listens on all addresses, except optional ones that this machine does not have. Must be called
  // before Start. Returns UNAVAILABLE or NOT_FOUND with the address on which it cannot listen.
  absl::Status Listen(const std::vector<base::ListenAddress>& addresses);
  // Starts the threads of the workers.
  void Start();
  // Returns true if every worker accepts connections (ConnectionAcceptor::accepting). Any thread
  // may call it.
  bool accepting() const;
  // Stops accepting, and asks all clients to reconnect to another edge. Closes the connections that
  // are left after `patience`. Blocks until the workers have ended.
  void Drain(absl::Duration patience);

  // Returns the TCP port of the first address. Valid after Listen.
  int port() const { return port_; }
  const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }

 private:
  absl::Status ListenAt(const base::ListenAddress& address);

  LongpollWorkers longpoll_workers_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  int port_ = 0;
};

}  // namespace lossy::edge
