#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "edge/limits/byte_budget.h"

namespace lossy::edge {

// The protocol of a TCP stream: HTTP, or WebSocket after an upgrade. The stream owns its session,
// and calls it on the stream's thread.
class StreamSession {
 public:
  virtual ~StreamSession() = default;

  // The first call to a session that an upgrade has made: from now on the stream serves it.
  virtual void OnUpgraded() {}
  // Takes whole units (requests, frames) from the start of `data`, and returns the number of bytes
  // taken. The stream keeps the rest, and passes it again together with the next bytes. The session
  // may overwrite `data`. LoopIteration::kReadPadding readable bytes follow `data`.
  virtual std::size_t OnData(char* data, std::size_t size) = 0;
  // Returns the size in bytes of the incomplete unit, or 0 if it is unknown.
  virtual std::size_t wanted() const = 0;
  // Returns the bytes of memory that the session itself takes for incomplete input.
  virtual std::size_t held() const { return 0; }
  // Returns true if the stream may read more while it keeps `unread` bytes.
  virtual bool reads(std::size_t unread) const = 0;

  // Counts bytes from the client against the user's rate. Returns the nanoseconds for which reading
  // must pause, or 0. The second argument is TokenBucket::Now().
  virtual std::int64_t OnBytes(std::size_t, std::int64_t) { return 0; }
  // Returns the bytes held for all clients of this client's user, or nullptr if they are not
  // counted.
  virtual std::shared_ptr<UserBytes> user_bytes() const { return nullptr; }

  // The kernel has taken all queued bytes. Called only while the stream keeps unread bytes or has
  // paused reading.
  virtual void OnSent() {}
  // The client has closed its side, or has reset the connection. The stream ends after this call.
  virtual void OnPeerEnd(bool /*reset*/) {}
  // The client does not read. The session must close, and may queue only a close message.
  virtual void OnSlow() = 0;
  // The client holds the most bytes of a full budget. The session must free its memory and close.
  virtual void OnOverBudget() = 0;
  // Enforces deadlines; `now` is a steady time. Called when sweep_after() has passed, or earlier.
  virtual void OnSweep(absl::Time now) = 0;
  // Returns the seconds after which OnSweep must be called next, at least 1. The owner asks after
  // each OnSweep. A session whose deadline comes closer later must call StreamOwner::SweepSoon.
  virtual std::uint32_t sweep_after() const { return 1; }
  // Closes if the client waits for no answer. Returns false if it does; the caller must then call
  // again later.
  virtual bool Drain() = 0;
  // The last call. `delivered` is false if bytes are known to be lost.
  virtual void OnEnd(bool delivered) = 0;
};

}  // namespace lossy::edge
