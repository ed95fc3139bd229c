#include "edge/upstream/open_calls.h"

#include <utility>
#include <vector>

namespace lossy::edge {

void OpenCalls::Add(std::shared_ptr<grpc::ClientContext> call) {
  std::lock_guard lock(mutex_);
  const grpc::ClientContext* const key = call.get();
  calls_.emplace(key, std::move(call));
}

void OpenCalls::Remove(const grpc::ClientContext& call) {
  std::lock_guard lock(mutex_);
  calls_.erase(&call);
  if (calls_.empty()) removed_.notify_all();
}

void OpenCalls::Stop() {
  std::vector<std::shared_ptr<grpc::ClientContext>> calls;
  std::unique_lock lock(mutex_);
  for (const auto& [key, call] : calls_) calls.push_back(call);
  lock.unlock();
  // A call may be removed from within its own cancellation.
  for (const auto& call : calls) call->TryCancel();
  calls.clear();
  lock.lock();
  removed_.wait(lock, [this] { return calls_.empty(); });
}

}  // namespace lossy::edge
