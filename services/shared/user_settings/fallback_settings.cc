#include "services/shared/user_settings/fallback_settings.h"

#include <utility>

namespace lossy::services {

UserSettings FallbackSettings::Get(const base::Caller& caller) {
  const std::string& user_id = caller.identity.user_id;
  absl::StatusOr<UserSettings> found = source_.Find(caller);
  base::MutexLock lock(mutex_);
  if (found.ok()) {
    last_.Insert(user_id, *found);
    return *std::move(found);
  }
  const UserSettings* last = last_.Find(user_id);
  return last != nullptr ? *last : UserSettings();
}

}  // namespace lossy::services
