#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/rpc/caller.h"
#include "base/sync/mutex.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Reads the settings of the users that callers ask for at the same time by one call. A caller that
// asks while a call is in flight waits for the next one, so no answer is older than its question,
// and nothing is cached. The more callers ask, the more of them share a call.
//
// Threads: thread-safe. It has no thread: one of the callers that share a call makes it.
class SettingsBatcher {
 public:
  using Answer = absl::StatusOr<std::vector<UserSettings>>;
  // Returns the settings of the users, in the order of `user_ids`. `first` is one of the callers.
  using Read =
      std::function<Answer(const std::vector<std::string>& user_ids, const base::Caller& first)>;

  // A call has at most `max_users` users.
  SettingsBatcher(Read read, std::size_t max_users)
      : read_(std::move(read)), max_users_(max_users) {}

  // Returns the settings of the caller's user, or the error of the call. UNAVAILABLE if too many
  // callers wait; DEADLINE_EXCEEDED at `deadline`, a steady time. The caller that makes the call
  // may wait longer, for the call.
  absl::StatusOr<UserSettings> Find(const base::Caller& caller, absl::Time deadline);

  // Returns the number of users for whom callers wait and whose call has not begun.
  std::size_t waiting() const;

 private:
  struct Batch {
    std::vector<std::string> user_ids;
    absl::optional<Answer> answer;
    base::CondVar changed;  // The answer has come, or the batch has its turn.
  };

  // Calls for the next batch. Releases the mutex during the call.
  void ReadNext(const base::Caller& first) LOSSY_REQUIRES(mutex_);

  const Read read_;
  const std::size_t max_users_;

  mutable base::Mutex mutex_;
  bool reading_ LOSSY_GUARDED_BY(mutex_) = false;  // A call is in flight.
  std::shared_ptr<Batch> next_ LOSSY_GUARDED_BY(mutex_) = std::make_shared<Batch>();
};

}  // namespace lossy::services
