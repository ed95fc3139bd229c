#pragma once

#include <cstddef>
#include <string>

#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Asks a source each time, so that a change counts at once. While that cannot tell, what it last
// said of a user still holds, or what holds for those who have chosen nothing. Thread-safe.
class FallbackSettings final : public Settings {
 public:
  // `source` must outlive it. `users` is how many it remembers.
  FallbackSettings(SettingsSource& source, std::size_t users) : source_(source), last_(users) {}

  UserSettings Get(const base::Caller& caller) override;

 private:
  SettingsSource& source_;

  base::Mutex mutex_;
  base::LruCache<std::string, UserSettings> last_ LOSSY_GUARDED_BY(mutex_);  // By user.
};

}  // namespace lossy::services
