#include "services/shared/user_settings/settings_client.h"

#include <utility>

#include "base/rpc/outgoing_call.h"

namespace lossy::services {

using video::v1::SettingsService;

SettingsClient::SettingsClient(std::shared_ptr<grpc::Channel> video,
                               const base::InternalIdentity& identity, absl::Duration limit)
    : stub_(SettingsService::NewStub(std::move(video))), identity_(identity), limit_(limit) {}

absl::StatusOr<UserSettings> SettingsClient::Find(const base::Caller& caller) {
  base::OutgoingCall call(identity_.ToCall(caller, SettingsService::service_full_name()), limit_,
                          "lossy.video.v1.SettingsService/GetSettings");
  video::v1::GetSettingsResponse response;
  absl::Status status = call.Finish(stub_->GetSettings(call.context(), {}, &response));
  if (!status.ok()) return status;
  const video::v1::Settings& settings = response.settings();
  return UserSettings{
      .features = {settings.feature_flags().begin(), settings.feature_flags().end()},
      .min_confidence = settings.min_confidence()};
}

}  // namespace lossy::services
