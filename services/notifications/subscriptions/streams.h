#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/rpc/calls.h"
#include "services/notifications/subscriptions/stream.h"

namespace lossy::notifications {

// The open Subscribe calls. Thread-safe. Outlives the gRPC server.
class Streams {
 public:
  struct Options {
    std::size_t streams = 10'000;
    // How long a client that does not read may keep its ended stream.
    absl::Duration slow_grace = absl::Seconds(5);
  };

  // `calls` must outlive it.
  Streams(Options options, Stream::Surroundings around, base::Calls& calls)
      : options_(options), around_(std::move(around)), calls_(calls) {}

  // A new one, which gRPC drives from now on. RESOURCE_EXHAUSTED if there are too many, UNAVAILABLE
  // after Stop.
  absl::StatusOr<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*> Open(
      grpc::CallbackServerContext& context, const base::Caller& caller);

  // Ends all with UNAVAILABLE: clients go elsewhere.
  void Stop();

  // Breaks off what should have ended. To be called now and then.
  void CancelStuck();

 private:
  std::vector<std::shared_ptr<Stream>> All();
  void Done(const std::shared_ptr<Stream>& stream);

  const Options options_;
  const Stream::Surroundings around_;
  base::Calls& calls_;
  std::mutex mutex_;
  bool stopped_ = false;                               // Guarded by mutex_.
  absl::flat_hash_set<std::shared_ptr<Stream>> open_;  // Guarded by mutex_.
};

}  // namespace lossy::notifications
