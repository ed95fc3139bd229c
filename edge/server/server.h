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

// The workers, one thread each. Made, started and drained by one thread.
class Server {
 public:
  // `shared` must outlive it.
  Server(const Shared& shared, int threads);
  ~Server();

  // Listens on all of the addresses. UNAVAILABLE or NOT_FOUND: this is not possible on one of them;
  // the message names it. An optional address that this machine does not have is left out.
  absl::Status Listen(const std::vector<base::ListenAddress>& addresses);
  void Start();
  // Whether every thread can accept connections: false while there is no file left for one. Any
  // thread.
  bool accepting() const;
  // Returns when every client is gone, or was cut after `patience`.
  void Drain(absl::Duration patience);

  // The port of the first address.
  int port() const { return port_; }
  const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }

 private:
  absl::Status ListenAt(const base::ListenAddress& address);

  LongpollPlaces places_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  int port_ = 0;
};

}  // namespace lossy::edge
