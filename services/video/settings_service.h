#pragma once

#include "base/rpc/unary_method.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/video/settings.h"

namespace lossy::video {

// SettingsService over gRPC (settings.proto). Each method authenticates the caller and calls the
// method of Settings. Threads: thread-safe.
class SettingsService final : public v1::SettingsService::Service {
 public:
  // `calls` and `settings` must outlive the service.
  SettingsService(base::Calls& calls, Settings& settings) : calls_(calls), settings_(settings) {}

  LOSSY_UNARY_METHOD(v1, GetSettings, settings_.Get);
  LOSSY_UNARY_METHOD(v1, BatchGetSettings, settings_.BatchGet);
  LOSSY_UNARY_METHOD(v1, UpdateSettings, settings_.Update);

 private:
  base::Calls& calls_;
  Settings& settings_;
};

}  // namespace lossy::video
