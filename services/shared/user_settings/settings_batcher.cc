#include "services/shared/user_settings/settings_batcher.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::services {

absl::StatusOr<UserSettings> SettingsBatcher::Find(const base::Caller& caller,
                                                   absl::Time deadline) {
  base::MutexLock lock(mutex_);
  const std::shared_ptr<Batch> batch = next_;
  if (batch->user_ids.size() >= max_users_) {
    return base::Unavailable("too many settings are being read");
  }
  const std::size_t place = batch->user_ids.size();
  batch->user_ids.push_back(caller.identity.user_id);
  while (!batch->answer.has_value()) {
    if (!reading_) {
      ReadNext(caller);
    } else if (!batch->changed.WaitUntil(mutex_, deadline) && !batch->answer.has_value()) {
      // This caller may have received the notification that makes one of its batch call.
      batch->changed.NotifyAll();
      return absl::DeadlineExceededError("the settings were not read in time");
    }
  }
  if (!batch->answer->ok()) return batch->answer->status();
  return (**batch->answer)[place];
}

void SettingsBatcher::ReadNext(const base::Caller& first) {
  const std::shared_ptr<Batch> batch = std::exchange(next_, std::make_shared<Batch>());
  reading_ = true;
  mutex_.Unlock();
  Answer answer = read_(batch->user_ids, first);
  mutex_.Lock();
  reading_ = false;
  batch->answer = std::move(answer);
  batch->changed.NotifyAll();
  next_->changed.NotifyOne();
}

std::size_t SettingsBatcher::waiting() const {
  base::MutexLock lock(mutex_);
  return next_->user_ids.size();
}

}  // namespace lossy::services
