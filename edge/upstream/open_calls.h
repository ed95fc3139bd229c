#pragma once

#include <memory>

#include "absl/container/flat_hash_map.h"
#include "base/sync/mutex.h"
#include "grpcpp/client_context.h"

namespace lossy::edge {

// The calls that gRPC has still something to tell of: what they tell must not be destroyed before.
// Thread-safe.
class OpenCalls {
 public:
  // Keeps the call until it is removed.
  void Add(std::shared_ptr<grpc::ClientContext> call);
  void Remove(const grpc::ClientContext& call);

  // Cancels all, and returns when they are removed. None may be added any more.
  void Stop();

 private:
  base::Mutex mutex_;
  base::CondVar removed_;
  absl::flat_hash_map<const grpc::ClientContext*, std::shared_ptr<grpc::ClientContext>> calls_
      LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
