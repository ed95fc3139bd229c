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

// Asks the clients of one thread to reconnect elsewhere, in batches, so that they do not reconnect
// all at once. Belongs to the thread.
class Drainer {
 public:
  using Streams = std::vector<boost::intrusive_ptr<TcpStream>>;

  // The references must outlive it; `loop` runs on its thread.
  Drainer(boost::asio::io_context& loop, const ServerLimits& limits, LongpollSessions& sessions);
  ~Drainer();

  // Asks all connections and long-poll sessions within three quarters of the time until `deadline`
  // (a steady time), in random order.
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
  Streams busy_;  // Asked, but the client waits for an answer first.
  absl::BitGen random_;
};

}  // namespace lossy::edge
