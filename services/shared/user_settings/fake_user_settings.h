#pragma once

#include <map>
#include <string>

#include "base/error/error.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// A fake of Settings and of SettingsSource: returns the settings that a test sets in `chosen`.
// Threads: not thread-safe.
class FakeSettings final : public Settings, public SettingsSource {
 public:
  UserSettings Get(const base::Caller& caller) override {
    const auto found = chosen.find(caller.identity.user_id);
    return found != chosen.end() ? found->second : UserSettings();
  }

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override {
    if (unavailable) return base::Unavailable("the settings cannot be read");
    return Get(caller);
  }

  std::map<std::string, UserSettings> chosen;  // By user.
  bool unavailable = false;                    // Find fails with UNAVAILABLE.
};

}  // namespace lossy::services
