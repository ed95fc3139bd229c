#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/time.h"
#include "boost/asio/io_context.hpp"
#include "edge/longpoll/sessions.h"
#include "edge/net/tcp_stream.h"
#include "edge/server/server_limits.h"

namespace lossy::edge {

// Drains one thread: it closes the connections and long-poll sessions in batches, so that their
// clients do not reconnect to other edges all at once. Belongs to the thread.
class Drainer {
 public:
  using Streams = std::vector<boost::intrusive_ptr<TcpStream>>;

  // `loop` runs on the drainer's thread. The references must outlive the drainer.
  Drainer(boost::asio::io_context& loop, const ServerLimits& limits, LongpollSessions& sessions);
  ~Drainer();

  // Drains `streams`, in random order, and all long-poll sessions. It has asked all of them to
  // close after three quarters of the time until `deadline`, a steady time. Must be called once.
  void Begin(Streams streams, absl::Time deadline);

  bool begun() const { return begun_; }
  absl::Time deadline() const { return deadline_; }

 private:
  struct Timer;

  std::size_t Batch(std::size_t size) const;
  void AskSome();

  const ServerLimits& limits_;
  LongpollSessions& sessions_;
  const std::unique_ptr<Timer> timer_;
  bool begun_ = false;
  absl::Time deadline_ = absl::InfiniteFuture();
  Streams waiting_;
  Streams busy_;  // Streams that close after the answer for which their client waits.
  absl::BitGen random_;
};

}  // namespace lossy::edge
