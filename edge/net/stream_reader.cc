#include "edge/net/stream_reader.h"

#include <algorithm>

namespace lossy::edge {

void StreamReader::Feed(char* data, std::size_t size, const Session& session) {
  if (unread_.empty()) {
    const std::size_t taken = Parse(data, size, session);
    if (taken < size) unread_.Append({data + taken, size - taken}, session->wanted());
  } else {
    unread_.Append({data, size}, session->wanted());
    unread_.Consume(Parse(unread_.data(), unread_.size(), session));
  }
}

std::size_t StreamReader::Parse(char* data, std::size_t size, const Session& session) {
  std::size_t taken = 0;
  const StreamSession* current;
  do {
    current = session.get();
    taken += session->OnData(data + taken, size - taken);
    // After an upgrade the new session reads the rest.
  } while (session.get() != current);
  return taken;
}

bool StreamReader::MayRead(const StreamSession* session) {
  if (session == nullptr || state_ == State::kThrottled) return false;
  const bool may = session->reads(unread_.size());
  if (!may) state_ = State::kPaused;
  return may;
}

bool StreamReader::Resume(const StreamSession& session) {
  if (state_ != State::kPaused || !session.reads(unread_.size())) return false;
  state_ = State::kReading;
  return true;
}

std::int64_t StreamReader::Owed(std::size_t bytes, const Rate& rate, StreamSession& session) {
  const std::int64_t now = TokenBucket::Now();
  return std::max(bytes_.Charge(rate, now, static_cast<double>(bytes)),
                  session.OnBytes(bytes, now));
}

bool StreamReader::Charge(std::size_t bytes, const Rate& rate, StreamSession& session) {
  if (Owed(bytes, rate, session) == 0 || state_ == State::kThrottled) return false;
  state_ = State::kThrottled;
  return true;
}

bool StreamReader::Unthrottle(const Rate& rate, StreamSession& session) {
  if (Owed(0, rate, session) > 0) return false;
  state_ = State::kPaused;
  return true;
}

}  // namespace lossy::edge
