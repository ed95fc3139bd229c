#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/workers/workers.h"
#include "grpcpp/grpcpp.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/subscriptions/subscribe_stream.h"
#include "services/notifications/subscriptions/subscriber_state.h"

namespace lossy::notifications {

// Owns the streams of the open Subscribe calls and bounds their number. Thread-safe. Must outlive
// the gRPC server.
class SubscribeStreams final : public SubscribeStream::Owner {
 public:
  struct Options {
    std::size_t max_streams = 10'000;
    // The most bytes that may wait for one subscriber to read them. Beyond it the service aborts
    // the stream.
    std::size_t queue_bytes = 64 << 20;
    // The time for which a client that does not read may keep its ended stream.
    absl::Duration slow_grace = absl::Seconds(5);
  };

  using OnDone = std::function<void(const absl::Status&)>;

  // `make_state` makes the state of a new subscriber. `workers` and `metrics` must outlive the
  // object.
  SubscribeStreams(const Options& options, std::function<SubscriberState()> make_state,
                   base::Workers& workers, Metrics& metrics);

  // Opens a stream for the call of `context`, and returns its reactor for gRPC. Calls `on_done`
  // when the stream has ended. Returns RESOURCE_EXHAUSTED if there are too many streams, and
  // UNAVAILABLE after Stop.
  absl::StatusOr<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*> Open(
      grpc::CallbackServerContext& context, OnDone on_done);

  // Ends all streams with UNAVAILABLE, so that their clients connect to another replica.
  void Stop();

  // The streams call these.
  void OnSlow() override { metrics_.cut.Increment(); }
  void OnClosed(SubscribeStream& stream, const absl::Status& status) override;

 private:
  struct OpenStream {
    std::shared_ptr<SubscribeStream> stream;
    OnDone on_done;
  };

  const Options options_;
  const std::function<SubscriberState()> make_state_;
  base::Workers& workers_;
  Metrics& metrics_;
  base::Mutex mutex_;
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const SubscribeStream*, OpenStream> open_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::notifications
