#include "edge/server/server.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "edge/server/port_probe.h"

namespace lossy::edge {
namespace {

std::string PlaceOf(const std::string& host, int port) {
  return absl::StrContains(host, ":") ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

}  // namespace

Server::Server(const Shared& shared, int threads) {
  places_.edge = shared.longpoll_edge;
  for (int i = 0; i < threads; ++i) {
    workers_.push_back(std::make_unique<Worker>(shared, static_cast<std::uint16_t>(i), places_));
    places_.workers.push_back(
        {.executor = workers_.back().get(), .sessions = &workers_.back()->sessions()});
  }
}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::Status Server::Listen(const std::vector<ListenAddress>& addresses) {
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    ListenAddress address = addresses[i];
    if (address.port == 0) address.port = port_;
    const absl::Status status = ListenAt(address);
    if (i == 0 && places_.edge.empty()) places_.edge = PlaceOf(address.host, port_);
    const bool optional = i > 0 && address.host == "::1" && !HasIpv6Loopback();
    if (!status.ok() && !optional) return status;
  }
  return absl::OkStatus();
}

absl::Status Server::ListenAt(const ListenAddress& address) {
  // The workers share the port; nobody else may have it.
  absl::Status status = ProbePort(address);
  ListenAddress same = address;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    if (!status.ok()) return status;
    status = worker->Listen(same, &port_);
    same.port = port_;
  }
  return status;
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
