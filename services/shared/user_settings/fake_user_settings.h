#pragma once

#include <map>
#include <string>

#include "base/error/error.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Settings that a test chooses.
class FakeSettings final : public Settings, public SettingsSource {
 public:
  UserSettings Get(const base::Caller& caller) override {
    const auto found = chosen.find(caller.identity.user_id);
    return found != chosen.end() ? found->second : UserSettings();
  }

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override {
    if (away) return base::Unavailable("the settings are away");
    return Get(caller);
  }

  std::map<std::string, UserSettings> chosen;  // By user.
  bool away = false;
};

}  // namespace lossy::services
