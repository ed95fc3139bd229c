#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Reads the settings from the video service, on behalf of the caller's user. Each call blocks for
// at most `limit`. Threads: thread-safe.
class SettingsClient final : public SettingsSource {
 public:
  // `identity` must outlive the client.
  SettingsClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
                 absl::Duration limit);

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override;

 private:
  const std::unique_ptr<video::v1::SettingsService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
