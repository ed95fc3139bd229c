#include "base/admin/log_level_override.h"

#include "base/rpc/deadline.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "grpcpp/alarm.h"

namespace lossy::base {

// A callback of an alarm may run after the object's end, so it shares the state.
struct LogLevelOverride::State {
  // `number` is that of the change whose time has ended.
  void Restore(int number) {
    MutexLock lock(mutex);
    if (number != changes) return;
    until = absl::InfiniteFuture();
    SetLogLevel(configured);
    LogAudit("log_level_restored", {{"level", absl::string_view(AbslUnparseFlag(configured))}});
  }

  const LogLevel configured = LeastLogLevel();
  Mutex mutex;
  int changes LOSSY_GUARDED_BY(mutex) = 0;
  absl::Time until LOSSY_GUARDED_BY(mutex) = absl::InfiniteFuture();
  std::unique_ptr<grpc::Alarm> alarm LOSSY_GUARDED_BY(mutex);
};

LogLevelOverride::LogLevelOverride() : state_(std::make_shared<State>()) {}

LogLevelOverride::~LogLevelOverride() {
  std::unique_ptr<grpc::Alarm> alarm;  // Destroyed after the lock.
  MutexLock lock(state_->mutex);
  ++state_->changes;
  alarm = std::move(state_->alarm);
  SetLogLevel(state_->configured);
}

LogLevel LogLevelOverride::Set(LogLevel level, absl::Duration duration) {
  std::unique_ptr<grpc::Alarm> former;  // Destroyed after the lock.
  MutexLock lock(state_->mutex);
  const LogLevel before = LeastLogLevel();
  SetLogLevel(level);
  const int number = ++state_->changes;
  former = std::move(state_->alarm);
  state_->until = SteadyNow() + duration;
  if (duration == absl::InfiniteDuration()) return before;
  state_->alarm = std::make_unique<grpc::Alarm>();
  state_->alarm->Set(GrpcDeadline(state_->until), [state = state_, number](bool expired) {
    if (expired) state->Restore(number);
  });
  return before;
}

absl::Time LogLevelOverride::until() const {
  MutexLock lock(state_->mutex);
  return state_->until;
}

}  // namespace lossy::base
