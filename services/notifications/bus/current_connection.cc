#include "services/notifications/bus/current_connection.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::notifications {

std::shared_ptr<NatsConnection> CurrentConnection::Get() const {
  base::MutexLock lock(mutex_);
  return connection_ != nullptr && connection_->open() ? connection_ : nullptr;
}

absl::Status CurrentConnection::problem() const {
  base::MutexLock lock(mutex_);
  if (connection_ != nullptr && connection_->not_permitted()) {
    return absl::PermissionDeniedError("the user may not use the subjects");
  }
  return problem_;
}

void CurrentConnection::Begin(std::shared_ptr<NatsConnection> connection) {
  base::MutexLock lock(mutex_);
  connection_ = std::move(connection);
  problem_ = absl::OkStatus();
}

void CurrentConnection::End() {
  std::shared_ptr<NatsConnection> ended;  // Closed after the lock.
  base::MutexLock lock(mutex_);
  ended = std::exchange(connection_, nullptr);
  problem_ = absl::UnavailableError(absl::StrCat("the connection ended: ", ended->last_problem()));
}

void CurrentConnection::Fail(const absl::Status& problem) {
  base::MutexLock lock(mutex_);
  problem_ = problem;
}

}  // namespace lossy::notifications
