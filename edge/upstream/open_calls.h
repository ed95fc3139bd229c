#pragma once

#include <memory>

#include "absl/container/flat_hash_map.h"
#include "base/sync/mutex.h"
#include "grpcpp/client_context.h"

namespace lossy::edge {

// Tracks the calls for which gRPC has not called back yet, so that Stop can wait for them.
// Thread-safe.
class OpenCalls {
 public:
  // Adds a call, and owns a reference to it until Remove.
  void Add(std::shared_ptr<grpc::ClientContext> call);
  // Removes a call after gRPC's last callback for it.
  void Remove(const grpc::ClientContext& call);

  // Cancels all calls and blocks until they are removed. No call may be added afterwards.
  void Stop();

 private:
  base::Mutex mutex_;
  base::CondVar removed_;
  absl::flat_hash_map<const grpc::ClientContext*, std::shared_ptr<grpc::ClientContext>> calls_
      LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
