#pragma once

#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"
#include "base/identity/identity.h"
#include "google/protobuf/struct.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Versions of the client's protocol that are spoken; the last is the default.
inline constexpr std::array<int, 2> kProtocolVersions = {1, 2};

// The version asked for, an integer or a decimal string; the default when that is not spoken.
inline int ActiveVersion(const google::protobuf::Value& requested) {
  int version = 0;
  if (requested.has_number_value()) version = static_cast<int>(requested.number_value());
  if (requested.has_string_value() && !absl::SimpleAtoi(requested.string_value(), &version))
    version = 0;
  const bool spoken = std::find(kProtocolVersions.begin(), kProtocolVersions.end(), version) !=
                      kProtocolVersions.end();
  return spoken ? version : kProtocolVersions.back();
}

// Fills in what every join reply says.
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
