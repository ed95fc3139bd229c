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
#include "edge/metrics/edge_metrics.h"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// Accepts the connections of one thread. When the process has no file left, it answers new clients
// with HTTP 503. Belongs to the thread, except for `accepting`.
class ConnectionAcceptor {
 public:
  using OnAccepted = std::function<void(TcpStream::Socket)>;

  // The references must outlive it; `loop` runs on its thread.
  ConnectionAcceptor(boost::asio::io_context& loop, EdgeMetrics& metrics, OnAccepted on_accepted);
  ~ConnectionAcceptor();

  // Must be called before Start. A port of 0 takes a free port; `port` becomes the port in use.
  // `shares`: another worker of this server listens there already; otherwise the address must be
  // free. UNAVAILABLE or NOT_FOUND: the address is taken, or this machine does not have it.
  absl::Status Listen(const base::ListenAddress& address, bool shares, int* port);

  void Start();
  // Accepts no more.
  void Close();

  // True if new connections are accepted: false while the process has no file left. Any thread.
  bool accepting() const { return failing_.load(std::memory_order_relaxed) == 0; }

 private:
  struct Listener;

  absl::Status Bind(const base::ListenAddress& address, bool shares, Listener& listener);
  void Accept(Listener& listener);
  void OnAcceptFailed(Listener& listener, const std::string& problem);
  void SetFailing(Listener& listener, bool failing);
  // Answers 503 on the spare file. False: it could not be done.
  bool RefuseOne(Listener& listener);

  boost::asio::io_context& loop_;
  EdgeMetrics& metrics_;
  const OnAccepted on_accepted_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  base::SpareFile spare_file_;
  base::LogLimiter log_;
  std::atomic<int> failing_{0};  // Listeners whose last accept failed.
  bool closed_ = false;
};

}  // namespace lossy::edge
