#include "services/video/settings_service.h"

namespace lossy::video {

using base::Caller;

grpc::Status SettingsService::GetSettings(grpc::ServerContext* context,
                                          const v1::GetSettingsRequest*,
                                          v1::GetSettingsResponse* response) {
  return calls_.Run(*context, "GetSettings",
                    [&](const Caller& caller) { return settings_.Get(caller, response); });
}

grpc::Status SettingsService::UpdateSettings(grpc::ServerContext* context,
                                             const v1::UpdateSettingsRequest* request,
                                             v1::UpdateSettingsResponse* response) {
  return calls_.Run(*context, "UpdateSettings", [&](const Caller& caller) {
    return settings_.Update(caller, *request, response);
  });
}

}  // namespace lossy::video
