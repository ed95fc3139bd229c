#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/rpc/internal_identity.h"
#include "base/sync/batcher.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/settings.grpc.pb.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::services {

// Reads the settings from the video service. Callers that ask at the same time share a call
// (base::Batcher), which this process makes on its own behalf. A call begins after its callers have
// asked, and nothing is cached. A video service of the version before is asked for each user alone,
// on behalf of that user. Each call takes at most `limit`, and a Find waits for at most two calls.
// Threads: thread-safe.
class SettingsClient final : public SettingsSource {
 public:
  // `identity` must outlive the client.
  SettingsClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
                 absl::Duration limit);

  absl::StatusOr<UserSettings> Find(const base::Caller& caller) override;

 private:
  using Found = absl::StatusOr<UserSettings>;

  std::vector<Found> FindAll(absl::Span<const base::Caller* const> callers);
  absl::StatusOr<UserSettings> FindOne(const base::Caller& caller);

  const std::unique_ptr<video::v1::SettingsService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
  base::Batcher<base::Caller, Found> batcher_;
};

}  // namespace lossy::services
