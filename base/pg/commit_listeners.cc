#include "base/pg/commit_listeners.h"

#include <utility>

namespace lossy::base::pg {

CommitListeners::Id CommitListeners::Add(Listener listener) {
  MutexLock lock(mutex_);
  listeners_.emplace(++last_id_, std::move(listener));
  return last_id_;
}

void CommitListeners::Remove(Id id) {
  MutexLock lock(mutex_);
  listeners_.erase(id);
}

void CommitListeners::Notify(const std::vector<std::string>& kinds) {
  MutexLock lock(mutex_);
  for (const auto& [id, listener] : listeners_) listener(kinds);
}

}  // namespace lossy::base::pg
