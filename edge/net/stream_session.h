#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "edge/limits/byte_budget.h"

namespace lossy::edge {

// The protocol that a TCP stream speaks at the moment: HTTP, or WebSocket after an upgrade. The
// stream owns its session and calls it on the stream's thread.
class StreamSession {
 public:
  virtual ~StreamSession() = default;

  // Takes whole units (requests, frames) from the start of `data` and returns the bytes taken. The
  // stream keeps the rest and offers it again together with the next bytes. The session may
  // overwrite `data`, which is followed by LoopIteration::kReadPadding readable bytes.
  virtual std::size_t OnData(char* data, std::size_t size) = 0;
  // The size in bytes of the unit that is not complete, or 0 if it is unknown.
  virtual std::size_t wanted() const = 0;
  // Bytes of memory that the session itself takes for incomplete input.
  virtual std::size_t held() const { return 0; }
  // True if the stream may read more while it keeps `unread` bytes.
  virtual bool reads(std::size_t unread) const = 0;

  // Counts bytes from the client. Returns the nanoseconds in which no more should be read because
  // the client's user is over a rate, or 0. `now` is TokenBucket::Now().
  virtual std::int64_t OnBytes(std::size_t, std::int64_t) { return 0; }
  // Bytes held for all clients of the client's user, or nullptr if they are not counted.
  virtual std::shared_ptr<UserBytes> user_bytes() const { return nullptr; }

  // The kernel has all bytes that were queued. Only called while the stream keeps unread bytes or
  // has stopped reading.
  virtual void OnSent() {}
  // The client has closed its side, or has reset the connection. The stream ends right after.
  virtual void OnPeerEnd(bool /*reset*/) {}
  // The client does not read. The session should close; only a close message may still be queued.
  virtual void OnSlow() = 0;
  // The client holds the most bytes of a full budget. The session must free its memory and close.
  virtual void OnOverBudget() = 0;
  // Enforces deadlines. Called about once a second; `now` is a steady time.
  virtual void OnSweep(absl::Time now) = 0;
  // Closes once the client has all answers that it waits for. False: not yet; the caller must call
  // again.
  virtual bool Drain() = 0;
  // The last call. `delivered` is false if bytes are known not to have reached the client.
  virtual void OnEnd(bool delivered) = 0;
};

}  // namespace lossy::edge
