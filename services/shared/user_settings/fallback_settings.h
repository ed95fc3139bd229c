#pragma once

#include <cstddef>
#include <string>

#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Settings that remain available while their source fails. Get reads `source` at each call, so a
// change takes effect immediately. While the source fails, Get returns the last settings that the
// source returned for the user, or the initial settings.
//
// Threads: thread-safe. Get blocks as long as the source does.
class FallbackSettings final : public Settings {
 public:
  // `source` must outlive the object. The object stores the last settings of at most `users` users.
  FallbackSettings(SettingsSource& source, std::size_t users) : source_(source), last_(users) {}

  UserSettings Get(const base::Caller& caller) override;

 private:
  SettingsSource& source_;

  base::Mutex mutex_;
  base::LruCache<std::string, UserSettings> last_ LOSSY_GUARDED_BY(mutex_);  // By user.
};

}  // namespace lossy::services
