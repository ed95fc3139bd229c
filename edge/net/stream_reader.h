#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "edge/limits/token_bucket.h"
#include "edge/net/stream_session.h"
#include "edge/net/unread_bytes.h"

namespace lossy::edge {

// The reading side of a TCP stream. It keeps the input that the session has not taken, and decides
// if more may be read. A part of TcpStream; not thread-safe.
class StreamReader {
 public:
  // The current session. Parsing replaces it at an upgrade.
  using Session = std::unique_ptr<StreamSession>;

  bool throttled() const { return state_ == State::kThrottled; }
  // True if the session waits for the end of a pause, or for the rest of a unit.
  bool waiting() const { return state_ == State::kPaused || !unread_.empty(); }
  // Bytes of memory taken.
  std::size_t held() const { return unread_.capacity(); }

  // Hands the input to the session and keeps what it does not take.
  void Feed(char* data, std::size_t size, const Session& session);
  // True if the kept bytes may have a whole unit.
  bool HasUnit(const StreamSession& session) const {
    return !unread_.empty() && unread_.size() >= session.wanted();
  }
  void DropUnread() { unread_.Clear(); }

  // Returns true if more may be read now. If not, Resume must be called later. `session` may be
  // nullptr.
  bool MayRead(const StreamSession* session);
  // Returns true if reading was paused and may go on.
  bool Resume(const StreamSession& session);

  // Counts `bytes` from the client. Returns true if reading has to stop because of a rate: the
  // client's `rate`, or that of its user.
  bool Charge(std::size_t bytes, const Rate& rate, StreamSession& session);
  // Ends the throttling once no bytes are owed. False: they still are.
  bool Unthrottle(const Rate& rate, StreamSession& session);

 private:
  enum class State : std::uint8_t {
    kReading,
    kPaused,     // No read is pending, by the session's wish or after throttling.
    kThrottled,  // No read is pending: the client is over a rate.
  };

  std::size_t Parse(char* data, std::size_t size, const Session& session);
  std::int64_t Owed(std::size_t bytes, const Rate& rate, StreamSession& session);

  UnreadBytes unread_;
  TokenBucket bytes_;
  State state_ = State::kReading;
};

}  // namespace lossy::edge
