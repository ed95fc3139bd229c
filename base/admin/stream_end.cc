#include "base/admin/stream_end.h"

#include "base/rpc/deadline.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// The alarm's callback may run after the object's end, so it shares the state.
struct StreamEnd::State {
  Mutex mutex;
  grpc::ServerContext* context LOSSY_GUARDED_BY(mutex) = nullptr;  // Null after the end.
};

StreamEnd::StreamEnd(grpc::ServerContext& context) : state_(std::make_shared<State>()) {
  MutexLock lock(state_->mutex);
  state_->context = &context;
}

StreamEnd::~StreamEnd() {
  MutexLock lock(state_->mutex);
  state_->context = nullptr;
}

void StreamEnd::Set(absl::Time time) {
  alarm_.Set(GrpcDeadline(time), [state = state_](bool expired) {
    MutexLock lock(state->mutex);
    if (expired && state->context != nullptr) state->context->TryCancel();
  });
}

}  // namespace lossy::base
