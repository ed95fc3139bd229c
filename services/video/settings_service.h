#pragma once

#include "base/rpc/calls.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/video/settings.h"

namespace lossy::video {

// SettingsService over gRPC (settings.proto). Each method authenticates the caller and calls the
// method of Settings. Threads: thread-safe.
class SettingsService final : public v1::SettingsService::Service {
 public:
  // `calls` and `settings` must outlive the service.
  SettingsService(base::Calls& calls, Settings& settings) : calls_(calls), settings_(settings) {}

  grpc::Status GetSettings(grpc::ServerContext* context, const v1::GetSettingsRequest* request,
                           v1::GetSettingsResponse* response) override;
  grpc::Status UpdateSettings(grpc::ServerContext* context,
                              const v1::UpdateSettingsRequest* request,
                              v1::UpdateSettingsResponse* response) override;

 private:
  base::Calls& calls_;
  Settings& settings_;
};

}  // namespace lossy::video
