#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/log/log_limiter.h"
#include "base/net/listen_address.h"
#include "base/net/spare_file.h"
#include "boost/asio/io_context.hpp"
#include "edge/metrics/client_metrics.h"
#include "edge/net/descriptor.h"

namespace lossy::edge {

// Listens and accepts connections for one thread. When the process has no file descriptor left, it
// answers new clients with HTTP 503, or closes their connections if they speak TLS. Belongs to the
// thread, except for accepting().
class ConnectionAcceptor {
 public:
  using OnAccepted = std::function<void(Descriptor)>;

  // The first bytes that clients expect from the server.
  enum class Protocol { kHttp, kTls };

  // `loop` runs on the acceptor's thread. `on_accepted` is called there with the non-blocking
  // socket of each connection. The
  // references must outlive the acceptor.
  ConnectionAcceptor(boost::asio::io_context& loop, Protocol protocol, ClientMetrics& metrics,
                     OnAccepted on_accepted);
  ~ConnectionAcceptor();

  // Listens on a TCP address. Must be called before Start. Port 0 selects a free port; `port`
  // becomes the port in use. If `shares` is true, another worker of this server listens on the
  // address already; otherwise the address must be free. Returns UNAVAILABLE if the address is in
  // use, or NOT_FOUND if this machine does not have it.
  absl::Status Listen(const base::ListenAddress& address, bool shares, int* port);

  // Starts accepting connections.
  void Start();
  // Stops listening and accepting.
  void Close();

  // Returns false while the last accept failed because the process has no file descriptor left. Any
  // thread may call it.
  bool accepting() const { return failing_.load(std::memory_order_relaxed) == 0; }

 private:
  struct Listener;

  absl::Status Bind(const base::ListenAddress& address, bool shares, Listener& listener);
  void AwaitClients(Listener& listener);
  void AcceptSome(Listener& listener);
  void OnAcceptFailed(Listener& listener, const std::string& problem);
  void SetFailing(Listener& listener, bool failing);
  // Accepts a connection with the spare file descriptor, refuses it and closes it. Returns false
  // if that fails.
  bool RefuseOne(Listener& listener);

  boost::asio::io_context& loop_;
  const Protocol protocol_;
  ClientMetrics& metrics_;
  const OnAccepted on_accepted_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  base::SpareFile spare_file_;
  base::LogLimiter log_;
  std::atomic<int> failing_{0};  // The number of listeners whose last accept failed.
  bool closed_ = false;
};

}  // namespace lossy::edge
