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

// One bidirectional stream. Keeps itself alive until gRPC is done with it.
class GrpcStream final : public UpstreamStream,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<GrpcStream>,
                         private base::LiveObject<"GrpcStream"> {
 public:
  // Bytes that may wait to be sent, and messages that may wait for their listener.
  static constexpr std::size_t kMaxUnsentBytes = 16 << 20;
  static constexpr int kMaxUndelivered = 4096;

  // `executor` and `open` must outlive the stream's gRPC call.
  GrpcStream(Executor& executor, OpenCalls& open, StreamListener& listener)
      : executor_(executor), open_(open), listener_(&listener) {}

  void Start(grpc::GenericStub& stub, const std::string& path, const CallContext& context);
  bool Send(std::string message) override;
  std::size_t unsent_bytes() const override { return unsent_bytes_.load(); }
  void Keep(HeldBytes held) override { held_ = std::move(held); }
  void Finish(absl::Duration patience) override;

  // gRPC's thread.
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  void WriteNextLocked() LOSSY_REQUIRES(mutex_);
  void EndLocked() LOSSY_REQUIRES(mutex_);

  Executor& executor_;
  OpenCalls& open_;
  StreamListener*
      listener_;    // Executor's thread only; nullptr once the listener gets no more calls.
  HeldBytes held_;  // Executor's thread only.
  grpc::ClientContext client_;
  grpc::ByteBuffer incoming_;
  std::atomic<int> undelivered_{0};
  grpc::Alarm patience_;

  base::Mutex mutex_;
  // gRPC writes the first one while writing_ is true.
  std::deque<grpc::ByteBuffer> unsent_ LOSSY_GUARDED_BY(mutex_);
  // Changed under the mutex; the executor's thread reads it without.
  std::atomic<std::size_t> unsent_bytes_{0};
  bool writing_ LOSSY_GUARDED_BY(mutex_) = false;
  bool last_sent_ LOSSY_GUARDED_BY(mutex_) = false;  // The half-close has begun.
  bool finish_ LOSSY_GUARDED_BY(mutex_) = false;     // The half-close follows the last message.
  bool ended_ LOSSY_GUARDED_BY(mutex_) = false;      // No operation may start.
};

}  // namespace lossy::edge
