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

// An edge: its workers, one thread each. One thread must construct, start and drain it.
class Server {
 public:
  // `context` must outlive the server.
  Server(const WorkerContext& context, int threads);
  ~Server();

  // Listens on all addresses, except optional ones that this machine does not have. UNAVAILABLE or
  // NOT_FOUND: it cannot listen on the address that the message names.
  absl::Status Listen(const std::vector<base::ListenAddress>& addresses);
  void Start();
  // True if every worker accepts connections: false while the process has no file left. Any thread.
  bool accepting() const;
  // Asks all clients to leave, cuts the rest after `patience`, and returns then.
  void Drain(absl::Duration patience);

  // The port of the first address.
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
