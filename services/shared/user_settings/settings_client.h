#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/shared/user_settings/settings_batcher.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Reads the settings from the video service. Callers that ask at the same time share a call
// (SettingsBatcher), which this process makes on its own behalf. A video service of the version
// before is asked for each user alone, on behalf of that user. Each Find blocks for at most about
// `limit`. Threads: thread-safe.
class SettingsClient final : public SettingsSource {
 public:
  // `identity` must outlive the client.
  SettingsClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
                 absl::Duration limit);

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override;

 private:
  SettingsBatcher::Answer FindAll(const std::vector<std::string>& user_ids,
                                  const base::Caller& first);
  absl::StatusOr<UserSettings> FindOne(const base::Caller& caller);

  const std::unique_ptr<video::v1::SettingsService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
  SettingsBatcher batcher_;
};

}  // namespace lossy::services
