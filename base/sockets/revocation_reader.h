#pragma once

#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/identity/revocations.h"
#include "base/rpc/internal_identity.h"
#include "base/sync/mutex.h"
#include "grpcpp/channel.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {

// Reads the revocations that operators order, from the topic of socket events, for a service that
// accepts users' own tokens. A thread of its own asks notifications for new ones every `pause`.
// Revocations are complete when the first reading has reached the end of the topic; a later failure
// leaves those that are known in force.
class RevocationReader {
 public:
  struct Options {
    absl::Duration pause = absl::Seconds(1);
    // A revocation is kept for this time: no token that it covers may last longer.
    absl::Duration keep;
  };

  // All references must outlive it.
  RevocationReader(const std::shared_ptr<grpc::Channel>& notifications,
                   const InternalIdentity& identity, Revocations& revocations, Options options);
  ~RevocationReader();

  // Nullptr unless `identity` accepts users' tokens.
  static std::unique_ptr<RevocationReader> ForUsers(
      const std::shared_ptr<grpc::Channel>& notifications, const InternalIdentity& identity,
      Revocations& revocations);

 private:
  void Run();
  // True if there is more to read now.
  absl::StatusOr<bool> ReadOnce();
  void Add(const notifications::v1::Event& event);

  const std::unique_ptr<notifications::v1::NotificationsService::Stub> stub_;
  const InternalIdentity& identity_;
  Revocations& revocations_;
  const Options options_;
  // Of the last event that was read. Used by the thread alone.
  absl::optional<notifications::v1::Position> position_;

  Mutex mutex_;
  CondVar stopped_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::base
