#pragma once

#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/flags/host_list.h"
#include "base/net/listen_address.h"
#include "base/net/spare_file.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// Serves metrics over HTTP at /metrics, on one thread of its own, from Start to its destruction.
//
// Clients that send nothing, send half a request or do not read their answer keep no other client
// from its answer: no client makes the thread wait, each connection has a deadline, and of too many
// connections the oldest one that waits for its request is closed, but not before it had a fifth of
// a second to send it; new connections wait that long. When the process has no file
// left, the server still answers one client at a time.
class MetricsServer {
 public:
  struct Options {
    std::size_t max_connections = 32;
    // For a request to come in and for its answer to be read, together.
    absl::Duration limit = absl::Seconds(10);
  };

  // A request whose "Host" is not in `hosts` is answered 403. Port 0 takes a free port.
  // UNAVAILABLE or NOT_FOUND: an address cannot be listened on. INVALID_ARGUMENT: it is a Unix
  // socket.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(
      const std::vector<ListenAddress>& addresses, HostList hosts,
      std::vector<std::shared_ptr<prometheus::Collectable>> metrics, Options options);
  ~MetricsServer();

  // The port of the first address.
  int port() const { return port_; }

 private:
  struct Connection {
    int socket = -1;
    absl::Time deadline;  // In steady time.
    std::string received;
    std::string unsent;
    bool answered = false;
    bool ended = false;  // Everything is sent; what the client still sends is thrown away.
  };

  MetricsServer(HostList hosts, std::vector<std::shared_ptr<prometheus::Collectable>> metrics,
                Options options);

  absl::Status Listen(const ListenAddress& address);
  void Run();
  void Accept(int listener);
  void Add(int socket);
  // False: there are too many connections, and none may be closed yet.
  bool MakeRoom();
  // False: the connection is over.
  bool Serve(Connection& connection);
  bool Receive(Connection& connection);
  bool Send(Connection& connection);
  std::string Render() const;

  const HostList hosts_;
  const std::vector<std::shared_ptr<prometheus::Collectable>> metrics_;
  const Options options_;
  int port_ = 0;
  std::vector<int> listeners_;
  int stop_ = -1;  // An eventfd that ends the thread.
  // The rest belongs to the thread.
  std::list<Connection> connections_;  // The oldest first.
  SpareFile spare_;
  absl::Time accept_again_ = absl::InfinitePast();
  std::thread thread_;
};

}  // namespace lossy::base
