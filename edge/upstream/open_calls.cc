#include "edge/upstream/open_calls.h"

#include <utility>
#include <vector>

namespace lossy::edge {

void OpenCalls::Add(std::shared_ptr<grpc::ClientContext> call) {
  base::MutexLock lock(mutex_);
  const grpc::ClientContext* const key = call.get();
  calls_.emplace(key, std::move(call));
}

void OpenCalls::Remove(const grpc::ClientContext& call) {
  base::MutexLock lock(mutex_);
  calls_.erase(&call);
  if (calls_.empty()) removed_.NotifyAll();
}

void OpenCalls::Stop() {
  std::vector<std::shared_ptr<grpc::ClientContext>> calls;
  base::MutexLock lock(mutex_);
  for (const auto& [key, call] : calls_) calls.push_back(call);
  lock.Unlock();
  // TryCancel may remove the call, so the mutex must not be held.
  for (const auto& call : calls) call->TryCancel();
  calls.clear();
  lock.Lock();
  while (!calls_.empty()) removed_.Wait(mutex_);
}

}  // namespace lossy::edge
