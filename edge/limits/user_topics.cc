#include "edge/limits/user_topics.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::edge {
namespace {

constexpr int kBusyMilliseconds = 5'000;

}  // namespace

absl::StatusOr<std::unique_ptr<UserTopics::Entry>> UserTopics::Enter(const std::string& topic,
                                                                     std::size_t most) {
  base::MutexLock lock(mutex_);
  const auto found = sockets_.find(topic);
  if (found != sockets_.end()) {
    ++found->second;
  } else if (most > 0 && sockets_.size() >= most) {
    return base::RateLimited(
        absl::StrCat("a user may be present on ", most, " topics at once; leave one first"),
        kBusyMilliseconds);
  } else {
    sockets_.emplace(topic, 1);
  }
  return std::make_unique<Entry>(shared_from_this(), topic);
}

void UserTopics::Leave(const std::string& topic) {
  base::MutexLock lock(mutex_);
  const auto found = sockets_.find(topic);
  if (--found->second == 0) sockets_.erase(found);
}

}  // namespace lossy::edge
