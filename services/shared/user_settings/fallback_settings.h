#pragma once

#include <cstddef>
#include <mutex>
#include <string>

#include "base/cache/lru_cache.h"
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

  std::mutex mutex_;
  base::LruCache<std::string, UserSettings> last_;  // Guarded by mutex_. By user.
};

}  // namespace lossy::services
