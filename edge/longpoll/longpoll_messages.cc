#include "edge/longpoll/longpoll_messages.h"

#include <utility>

namespace lossy::edge {

void LongpollMessages::Push(EncodedMessagePtr message) {
  bytes_ += message->payload().size();
  shares_ += message->share();
  waiting_.push_back(std::move(message));
}

absl::Span<const EncodedMessagePtr> LongpollMessages::Carry() {
  carried_ = std::exchange(waiting_, {});
  return carried_;
}

std::size_t LongpollMessages::Settle(bool delivered) {
  const std::size_t again = delivered ? 0 : carried_.size();
  if (delivered) {
    for (const EncodedMessagePtr& message : carried_) bytes_ -= message->payload().size();
    if (bytes_ == 0) shares_ = 0;
  } else {
    waiting_.insert(waiting_.begin(), carried_.begin(), carried_.end());
  }
  carried_.clear();
  return again;
}

void LongpollMessages::Clear() { *this = {}; }

}  // namespace lossy::edge
