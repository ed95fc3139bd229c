#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "edge/limits/token_bucket.h"
#include "edge/net/stream_session.h"
#include "edge/net/unread_bytes.h"

namespace lossy::edge {

// The reading side of a TcpStream. It keeps the input that the session has not taken, and decides
// when the stream may read more. Not thread-safe.
class StreamReader {
 public:
  // The stream's session. An upgrade replaces it within Feed.
  using Session = std::unique_ptr<StreamSession>;

  // Returns true while reading is stopped because of a rate.
  bool throttled() const { return state_ == State::kThrottled; }
  // Returns true if reading is paused, or if part of a unit (a request, a frame) is kept.
  bool waiting() const { return state_ == State::kPaused || !unread_.empty(); }
  // Returns the bytes of memory taken.
  std::size_t held() const { return unread_.capacity(); }

  // Passes the input to the session, behind the kept bytes. Keeps the bytes that the session does
  // not take.
  void Feed(char* data, std::size_t size, const Session& session);
  // Returns true if the kept bytes may contain a whole unit.
  bool HasUnit(const StreamSession& session) const {
    return !unread_.empty() && unread_.size() >= session.wanted();
  }
  void DropUnread() { unread_.Clear(); }

  // Returns true if the stream may read more now. If not, reading is paused, and Resume must be
  // called later. `session` is nullptr once the stream has ended.
  bool MayRead(const StreamSession* session);
  // Returns true if reading was paused and may continue now.
  bool Resume(const StreamSession& session);

  // Counts `bytes` from the client against the connection's `rate` and the user's rate. Returns
  // true if the stream must stop reading because one is exceeded.
  bool Charge(std::size_t bytes, const Rate& rate, StreamSession& session);
  // Turns throttling into a pause once the rates allow more bytes. Returns false if they do not.
  bool Unthrottle(const Rate& rate, StreamSession& session);

 private:
  enum class State : std::uint8_t {
    kReading,
    kPaused,     // No read is pending; Resume may start one.
    kThrottled,  // No read is pending, because the client exceeds a rate.
  };

  std::size_t Parse(char* data, std::size_t size, const Session& session);
  std::int64_t Owed(std::size_t bytes, const Rate& rate, StreamSession& session);

  UnreadBytes unread_;
  TokenBucket bytes_;
  State state_ = State::kReading;
};

}  // namespace lossy::edge
