#include "edge/api/user_calls.h"

#include <utility>

namespace lossy::edge {

std::unique_ptr<UserCalls::Slot> UserCalls::Begin(const std::string& user_id) {
  const auto found = calls_.find(user_id);
  if (found != calls_.end() && found->second >= most_) return nullptr;
  return std::make_unique<Slot>(*this, user_id);
}

UserCalls::Slot::Slot(UserCalls& calls, std::string user_id)
    : calls_(calls), user_id_(std::move(user_id)) {
  ++calls_.calls_[user_id_];
}

UserCalls::Slot::~Slot() {
  const auto found = calls_.calls_.find(user_id_);
  if (--found->second == 0) calls_.calls_.erase(found);
}

}  // namespace lossy::edge
