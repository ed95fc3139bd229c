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

// Reads the revocations of tokens that operators publish on the topic of socket events
// (sockets_topic.h), and adds them to Revocations. A service that accepts users' own tokens needs
// it. One thread polls the notifications service every `pause`. The reader marks Revocations
// complete when it first reaches the end of the topic. After a failed call the known revocations
// stay in force.
class RevocationReader {
 public:
  struct Options {
    absl::Duration pause = absl::Seconds(1);
    // The time for which a revocation is kept. No token may have a longer lifetime.
    absl::Duration keep;
  };

  // Starts the thread. `identity` and `revocations` must outlive the reader.
  RevocationReader(const std::shared_ptr<grpc::Channel>& notifications,
                   const InternalIdentity& identity, Revocations& revocations, Options options);
  ~RevocationReader();

  // Makes a reader that keeps revocations for identity.revocation_life. Returns nullptr if
  // `identity` does not accept users' own tokens.
  static std::unique_ptr<RevocationReader> ForUsers(
      const std::shared_ptr<grpc::Channel>& notifications, const InternalIdentity& identity,
      Revocations& revocations);

 private:
  void Run();
  // Reads one page. Returns true if the topic has more events now.
  absl::StatusOr<bool> ReadOnce();
  void Add(const notifications::v1::Event& event);

  const std::unique_ptr<notifications::v1::NotificationsService::Stub> stub_;
  const InternalIdentity& identity_;
  Revocations& revocations_;
  const Options options_;
  // The position of the last event that was read. Used by thread_ only.
  absl::optional<notifications::v1::Position> position_;

  Mutex mutex_;
  CondVar stopped_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::base
