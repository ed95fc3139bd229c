#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// The default of UserSettings::min_confidence.
inline constexpr double kMinConfidence = 0.3;

// The settings of one user. The initial values are those of a user who set nothing.
struct UserSettings {
  // By name; true if the feature is on.
  std::map<std::string, bool> features = {{"phoenix_voice_session", false},
                                          {"phoenix_notes_channel", false},
                                          {"phoenix_video_context", false},
                                          {"phoenix_telemetry", false}};
  // From 0 to 1. The services discard a note with less confidence.
  double min_confidence = kMinConfidence;
};

// Reads the stored settings of users. Threads: thread-safe.
class SettingsSource {
 public:
  virtual ~SettingsSource() = default;

  // Returns the settings of the caller's user. May block for the time of a call. UNAVAILABLE if
  // they cannot be read now.
  virtual absl::StatusOr<UserSettings> Find(const base::Caller& caller) = 0;
};

// Returns the settings of users, and never fails. Threads: thread-safe.
class Settings {
 public:
  virtual ~Settings() = default;

  // Returns the settings of the caller's user. May block for the time of a call.
  virtual UserSettings Get(const base::Caller& caller) = 0;
};

}  // namespace lossy::services
