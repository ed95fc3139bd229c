#include "edge/server/server.h"

#include <algorithm>

#include "base/net/port_probe.h"

namespace lossy::edge {

Server::Server(const WorkerContext& context, int threads) {
  longpoll_workers_.edge = context.longpoll_edge;
  for (int i = 0; i < threads; ++i) {
    workers_.push_back(
        std::make_unique<Worker>(context, static_cast<std::uint16_t>(i), longpoll_workers_));
    longpoll_workers_.workers.push_back(
        {.executor = &workers_.back()->executor(), .sessions = &workers_.back()->sessions()});
  }
}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::Status Server::Listen(const std::vector<base::ListenAddress>& addresses) {
  const absl::StatusOr<std::vector<base::ListenAddress>> free = base::ProbePorts(addresses);
  if (!free.ok()) return free.status();
  for (const base::ListenAddress& address : *free) {
    const absl::Status status = ListenAt(address);
    if (!status.ok()) return status;
  }
  if (!longpoll_workers_.edge.empty()) return absl::OkStatus();
  longpoll_workers_.edge =
      base::ListenAddress{.host = free->front().host, .port = port_}.ToString();
  return absl::OkStatus();
}

absl::Status Server::ListenAt(const base::ListenAddress& address) {
  // The first worker takes the port exclusively; the other workers then share it.
  base::ListenAddress same = address;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    const bool shares = worker != workers_.front();
    const absl::Status status = worker->Listen(same, shares, &same.port);
    if (!status.ok()) return status;
  }
  if (port_ == 0) port_ = same.port;
  return absl::OkStatus();
}

bool Server::accepting() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const std::unique_ptr<Worker>& worker) { return worker->accepting(); });
}

void Server::Start() {
  for (const std::unique_ptr<Worker>& worker : workers_) {
    threads_.emplace_back([&worker] { worker->Run(); });
  }
}

void Server::Drain(absl::Duration patience) {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Drain(patience);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace lossy::edge
