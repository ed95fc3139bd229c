#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "edge/limits/byte_budget.h"
#include "edge/net/connection_limits.h"
#include "edge/net/loop_iteration.h"

namespace lossy::edge {

class TcpStream;

// Owns the TCP streams of one thread: holds what they share, and is notified of what becomes of
// them. It must outlive its streams. All calls come from its thread.
class StreamOwner {
 public:
  virtual ~StreamOwner() = default;

  LoopIteration& iteration() { return iteration_; }
  const ConnectionLimits& limits() const { return limits_; }
  const std::shared_ptr<ByteBudget>& budget() const { return budget_; }
  // Seconds since the start. Tests let them pass faster.
  std::uint32_t seconds() const { return seconds_; }

  // The client did not read what it was sent, and is closed.
  virtual void OnSlow() = 0;
  // The client was silent for ConnectionLimits::idle_seconds, and is closed.
  virtual void OnIdle() = 0;
  // The client held the most bytes of a full budget, and is closed.
  virtual void OnOverBudget() = 0;
  // The client is over a byte rate, and the stream reads no more. The owner must call
  // TcpStream::ReadAgain about every 20 ms until it returns true.
  virtual void OnThrottled(TcpStream& stream) = 0;
  // The stream has ended. The owner must release its reference.
  virtual void OnClosed(TcpStream& stream) = 0;

 protected:
  StreamOwner(const ConnectionLimits& limits, const ByteLimits& byte_limits)
      : limits_(limits), budget_(std::make_shared<ByteBudget>(byte_limits)) {}

  void CountSecond() { ++seconds_; }

 private:
  const ConnectionLimits limits_;
  const std::shared_ptr<ByteBudget> budget_;
  std::uint32_t seconds_ = 0;
  LoopIteration iteration_;
};

}  // namespace lossy::edge
