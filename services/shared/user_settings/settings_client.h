#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// The settings that the video service keeps. Asks on behalf of the caller's user; every call is
// over within a time limit. Thread-safe.
class SettingsClient final : public SettingsSource {
 public:
  // `identity` must outlive it.
  SettingsClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
                 absl::Duration limit);

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override;

 private:
  const std::unique_ptr<video::v1::SettingsService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
