#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/sync/mutex.h"

namespace lossy::base::pg {

// The functions that a pool calls after a transaction commits, if that transaction called
// Transaction::NotifyOnCommit. Thread-safe.
class CommitListeners {
 public:
  // A listener runs on the thread that committed. It must not block, and must not call this object.
  // `kinds` are those that the transaction gave to NotifyOnCommit, each once.
  using Listener = std::function<void(const std::vector<std::string>& kinds)>;
  using Id = std::int64_t;

  // Calls `listener` at each Notify until Remove.
  Id Add(Listener listener);
  // When Remove returns, the listener neither runs nor will run.
  void Remove(Id id);

  // Calls all listeners. Transaction::Run calls it after a COMMIT.
  void Notify(const std::vector<std::string>& kinds);

 private:
  Mutex mutex_;
  std::map<Id, Listener> listeners_ LOSSY_GUARDED_BY(mutex_);
  Id last_id_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::base::pg
