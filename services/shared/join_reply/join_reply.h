#pragma once

#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"
#include "base/identity/identity.h"
#include "google/protobuf/struct.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// The versions of the client protocol that the services support. The last one is the default.
inline constexpr std::array<int, 2> kProtocolVersions = {1, 2};

// Returns the requested version, an integer or a decimal string, or the default if it is not
// supported.
inline int ActiveVersion(const google::protobuf::Value& requested) {
  int version = 0;
  if (requested.has_number_value()) version = static_cast<int>(requested.number_value());
  if (requested.has_string_value() && !absl::SimpleAtoi(requested.string_value(), &version))
    version = 0;
  const bool supported = std::find(kProtocolVersions.begin(), kProtocolVersions.end(), version) !=
                         kProtocolVersions.end();
  return supported ? version : kProtocolVersions.back();
}

// Sets the fields that the reply to every channel join has: the version, the user's settings, and
// the ids of the user and the device.
template <typename Response>
void FillJoinReply(const base::Identity& identity, const UserSettings& settings,
                   const google::protobuf::Value& requested_version, Response* response) {
  response->set_active_version(ActiveVersion(requested_version));
  for (int version : kProtocolVersions) response->add_supported_versions(version);
  response->mutable_features()->insert(settings.features.begin(), settings.features.end());
  response->set_device_id(identity.device_id);
  response->set_user_id(identity.user_id);
  response->set_min_confidence(settings.min_confidence);
}

}  // namespace lossy::services
