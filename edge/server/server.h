#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "edge/fanout/feed.h"
#include "edge/server/worker.h"

namespace lossy::edge {

// The workers, one thread each. Made, started and drained by one thread.
class Server {
 public:
  // `shared` must outlive it.
  Server(const Shared& shared, int threads);
  ~Server();

  // UNAVAILABLE when an address is taken; a missing IPv6 loopback beside an IPv4 one is no error.
  absl::Status Listen(const std::vector<ListenAddress>& addresses);
  void Start();
  // Returns when every client is gone, or was cut after `patience`.
  void Drain(absl::Duration patience);

  int port() const { return port_; }
  const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }

 private:
  absl::Status ListenAt(const ListenAddress& address);

  LongpollPlaces places_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  int port_ = 0;
};

}  // namespace lossy::edge
