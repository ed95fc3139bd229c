#pragma once

#include <cstddef>
#include <string>

#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Reads `source` at each call, so that a change counts immediately. While the source fails, returns
// the last settings that it returned for the user, else the initial ones.
//
// Threads: thread-safe. Get may block for as long as the source.
class FallbackSettings final : public Settings {
 public:
  // `source` must outlive the object, which stores the last settings of at most `users` users.
  FallbackSettings(SettingsSource& source, std::size_t users) : source_(source), last_(users) {}

  UserSettings Get(const base::Caller& caller) override;

 private:
  SettingsSource& source_;

  base::Mutex mutex_;
  base::LruCache<std::string, UserSettings> last_ LOSSY_GUARDED_BY(mutex_);  // By user.
};

}  // namespace lossy::services
