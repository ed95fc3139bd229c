#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "edge/limits/byte_budget.h"
#include "edge/net/connection_limits.h"
#include "edge/net/loop_iteration.h"
#include "edge/net/reactor.h"

namespace lossy::edge {

class TcpStream;

// Owns the TCP streams of one thread. It has the limits and buffers that the streams share, and
// receives their notifications. It must outlive its streams. Belongs to its thread.
class StreamOwner {
 public:
  virtual ~StreamOwner() = default;

  LoopIteration& iteration() { return iteration_; }
  // Watches the sockets of the streams. The owner must run it.
  Reactor& reactor() { return reactor_; }
  const ConnectionLimits& limits() const { return limits_; }
  const std::shared_ptr<ByteBudget>& budget() const { return budget_; }
  // Returns the seconds since the owner's start. Tests advance them faster.
  std::uint32_t seconds() const { return seconds_; }

  // A connection closes because its client does not read (ConnectionLimits::max_outbox_bytes).
  virtual void OnSlow() = 0;
  // A connection closes because its client sent nothing for ConnectionLimits::idle_seconds.
  virtual void OnIdle() = 0;
  // A connection closes because its client holds the most bytes of a full ByteBudget.
  virtual void OnOverBudget() = 0;
  // The client is over a byte rate, and the stream reads no more. The owner must call
  // TcpStream::ReadAgain about every 20 ms until it returns true.
  virtual void OnThrottled(TcpStream& stream) = 0;
  // The stream's session needs a check of its deadlines within about a second, earlier than its
  // sweep_after() stated.
  virtual void SweepSoon(TcpStream& stream) = 0;
  // The stream has ended. The owner must release its reference.
  virtual void OnClosed(TcpStream& stream) = 0;

 protected:
  StreamOwner(const ConnectionLimits& limits, const ByteLimits& byte_limits)
      : limits_(limits), budget_(std::make_shared<ByteBudget>(byte_limits)) {}

  // Advances seconds(). The derived class must call it once a second.
  void CountSecond() { ++seconds_; }

 private:
  const ConnectionLimits limits_;
  const std::shared_ptr<ByteBudget> budget_;
  std::uint32_t seconds_ = 0;
  Reactor reactor_;
  LoopIteration iteration_;
};

}  // namespace lossy::edge
