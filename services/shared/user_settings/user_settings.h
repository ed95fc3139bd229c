#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Notes below this confidence are not kept, unless the user has chosen another.
inline constexpr double kMinConfidence = 0.3;

// The settings of a user in all of the product. The defaults hold for users who have chosen
// nothing.
struct UserSettings {
  // Feature to whether it is on.
  std::map<std::string, bool> features = {{"phoenix_voice_session", false},
                                          {"phoenix_notes_channel", false},
                                          {"phoenix_video_context", false},
                                          {"phoenix_telemetry", false}};
  double min_confidence = kMinConfidence;
};

// Knows what users have chosen. Thread-safe.
class SettingsSource {
 public:
  virtual ~SettingsSource() = default;

  // May wait for another service. UNAVAILABLE if that does not answer.
  virtual absl::StatusOr<UserSettings> Find(const base::Caller& caller) = 0;
};

// The same, with an answer for every user at any time. Thread-safe.
class Settings {
 public:
  virtual ~Settings() = default;

  // May wait for others.
  virtual UserSettings Get(const base::Caller& caller) = 0;
};

}  // namespace lossy::services
