#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>

#include "base/live/live_objects.h"
#include "base/sync/mutex.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "grpcpp/alarm.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"

namespace lossy::edge {

// One bidirectional stream over gRPC's callback API. It owns a reference to itself until gRPC has
// called OnDone. The methods of UpstreamStream belong to the executor's thread.
class GrpcStream final : public UpstreamStream,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<GrpcStream>,
                         private base::LiveObject<"GrpcStream"> {
 public:
  // The most bytes that may wait to be sent. Send refuses more.
  static constexpr std::size_t kMaxUnsentBytes = 16 << 20;
  // The most received messages that may wait for the listener. With more, the stream is cancelled.
  static constexpr int kMaxUndelivered = 4096;

  // `executor` runs the calls of `listener`, which must live until OnEnd or Finish. `executor` and
  // `open` must outlive the stream's entry in `open`.
  GrpcStream(Executor& executor, OpenCalls& open, StreamListener& listener)
      : executor_(executor), open_(open), listener_(&listener) {}

  // Opens the stream. Must be called once, before any other method.
  void Start(grpc::GenericStub& stub, const std::string& path, const CallContext& context);
  bool Send(std::string message) override;
  std::size_t unsent_bytes() const override { return unsent_bytes_.load(); }
  void Keep(HeldBytes held) override { held_ = std::move(held); }
  void Finish(absl::Duration patience) override;

  // gRPC calls these on its own threads.
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  void WriteNextLocked() LOSSY_REQUIRES(mutex_);
  void EndLocked() LOSSY_REQUIRES(mutex_);

  Executor& executor_;
  OpenCalls& open_;
  StreamListener* listener_;  // Used on the executor's thread only. nullptr after OnEnd or Finish.
  HeldBytes held_;            // Used on the executor's thread only.
  grpc::ClientContext client_;
  grpc::ByteBuffer incoming_;
  std::atomic<int> undelivered_{0};  // Received messages that wait for the executor's thread.
  grpc::Alarm patience_;             // Cancels the stream some time after Finish.

  base::Mutex mutex_;
  // Messages to send. gRPC writes the first one while writing_ is true.
  std::deque<grpc::ByteBuffer> unsent_ LOSSY_GUARDED_BY(mutex_);
  // Changed with the mutex held. The executor's thread reads it without the mutex.
  std::atomic<std::size_t> unsent_bytes_{0};
  bool writing_ LOSSY_GUARDED_BY(mutex_) = false;
  bool last_sent_ LOSSY_GUARDED_BY(mutex_) = false;  // The half-close has begun.
  bool finish_ LOSSY_GUARDED_BY(mutex_) = false;     // The half-close follows the last message.
  bool ended_ LOSSY_GUARDED_BY(mutex_) = false;      // No operation may start.
};

}  // namespace lossy::edge
