#pragma once

#include <memory>

#include "absl/status/status.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/nats_connection.h"

namespace lossy::notifications {

// The connection of a bus, or the reason for which there is none. Thread-safe.
class CurrentConnection {
 public:
  // Returns nullptr while no connection is open.
  std::shared_ptr<NatsConnection> Get() const;

  // Returns OK while the connection is open and may use its subjects, PERMISSION_DENIED if the
  // server has rejected a subject. Otherwise returns the status of the last Fail, or UNAVAILABLE.
  absl::Status problem() const;

  // Makes a new connection the current one. There must be none.
  void Begin(std::shared_ptr<NatsConnection> connection);
  // Closes the connection, which has ended. There must be one.
  void End();
  // Stores the reason why no connection could be made.
  void Fail(const absl::Status& problem);

 private:
  mutable base::Mutex mutex_;
  std::shared_ptr<NatsConnection> connection_ LOSSY_GUARDED_BY(mutex_);
  absl::Status problem_ LOSSY_GUARDED_BY(mutex_) = absl::UnavailableError("not connected yet");
};

}  // namespace lossy::notifications
