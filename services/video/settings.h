#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "lossy/video/v1/settings.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::video {

// The methods of SettingsService, without gRPC. Each method except BatchGet works on the caller's
// own settings. A change and its event are one transaction.
//
// Threads: thread-safe. Errors: see settings.proto.
class Settings final : public services::SettingsSource {
 public:
  // `pool`, of the schema `video`, must outlive the object.
  explicit Settings(base::pg::Pool& pool) : pool_(pool) {}

  absl::Status Get(const base::Caller& caller, const v1::GetSettingsRequest& request,
                   v1::GetSettingsResponse* response);
  absl::Status BatchGet(const base::Caller& caller, const v1::BatchGetSettingsRequest& request,
                        v1::BatchGetSettingsResponse* response);
  absl::Status Update(const base::Caller& caller, const v1::UpdateSettingsRequest& request,
                      v1::UpdateSettingsResponse* response);

  // Returns the settings for use in this process; see SettingsSource.
  absl::StatusOr<services::UserSettings> Find(const base::Caller& caller) override;

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
