#pragma once

#include <functional>
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
#include "base/tls/ssl_context.h"
#include "base/tls/stream_socket.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// Serves metrics over HTTP or HTTPS at /metrics, on one thread of its own, from Start to its
// destruction.
//
// A slow or silent client delays no other client. The thread never waits for one client, and each
// connection has a deadline. If there are too many connections, the server closes the oldest one
// that has not sent its request within 200 ms; new connections wait that long. When the process
// cannot open more files, the server still answers one client at a time.
class MetricsServer {
 public:
  struct Options {
    std::size_t max_connections = 32;
    // The time for a client to send its request and read the answer.
    absl::Duration limit = absl::Seconds(10);
    // Returns the TLS context of a new connection. The thread of the server calls it. Null
    // function: plain HTTP.
    std::function<SslContext()> tls = nullptr;
  };

  // The server answers 403 to a request whose "Host" is not in `hosts`. Port 0 takes a free port.
  // Returns UNAVAILABLE or NOT_FOUND if it cannot listen on an address, and INVALID_ARGUMENT for a
  // Unix socket.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(
      const std::vector<ListenAddress>& addresses, HostList hosts,
      std::vector<std::shared_ptr<prometheus::Collectable>> metrics, Options options);
  ~MetricsServer();

  // The port of the first address.
  int port() const { return port_; }

 private:
  struct Connection {
    Connection(int socket, const SslContext& context, absl::Time deadline)
        : stream(socket, context), deadline(deadline) {}

    StreamSocket stream;
    const absl::Time deadline;  // In steady time.
    std::string received;
    std::string unsent;
    bool answered = false;
    bool ended = false;  // The answer is sent; further bytes from the client are discarded.
  };

  MetricsServer(HostList hosts, std::vector<std::shared_ptr<prometheus::Collectable>> metrics,
                Options options);

  absl::Status Listen(const ListenAddress& address);
  void Run();
  void Accept(int listener);
  void Add(int socket);
  // Returns false if there are too many connections and none may be closed yet.
  bool MakeRoom();
  // Returns false if the connection has ended.
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
