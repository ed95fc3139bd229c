#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>

#include "base/live/live_objects.h"
#include "base/sync/mutex.h"
#include "edge/upstream/completion_thread.h"
#include "edge/upstream/open_calls.h"
#include "edge/upstream/upstream.h"
#include "grpcpp/alarm.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace lossy::edge {

// One bidirectional stream over gRPC's completion queues. Its entry in OpenCalls owns it until gRPC
// has completed all its operations. The methods of UpstreamStream belong to the executor's thread.
class GrpcStream final : public UpstreamStream,
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

  // Opens the stream. Must be called once, before any other method. The thread of `queue` completes
  // its operations.
  void Start(grpc::GenericStub& stub, const std::string& path, const CallContext& context,
             grpc::CompletionQueue& queue);
  bool Send(std::string message) override;
  std::size_t unsent_bytes() const override { return unsent_bytes_.load(); }
  void Keep(HeldBytes held) override { held_ = std::move(held); }
  void Finish(absl::Duration patience) override;

 private:
  // An operation of one kind, of which at most one is under way.
  class Step final : public CompletionThread::Operation {
   public:
    using Completion = void (GrpcStream::*)(bool ok);

    Step(GrpcStream& stream, Completion completion) : stream_(stream), completion_(completion) {}
    void OnCompleted(bool ok) override;

   private:
    GrpcStream& stream_;
    const Completion completion_;
  };

  // Returns the tag of an operation that begins now.
  void* BeginLocked(Step& step) LOSSY_REQUIRES(mutex_);
  // The thread of the queue calls these.
  void OnStarted(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnLastSent(bool ok) {}
  void OnImpatient(bool ok);
  void OnFinished(bool ok) {}
  void OnEnd();

  void ReadLocked() LOSSY_REQUIRES(mutex_);
  void WriteNextLocked() LOSSY_REQUIRES(mutex_);

  Executor& executor_;
  OpenCalls& open_;
  StreamListener* listener_;  // Used on the executor's thread only. nullptr after OnEnd or Finish.
  HeldBytes held_;            // Used on the executor's thread only.
  grpc::ClientContext client_;
  grpc::CompletionQueue* queue_ = nullptr;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer incoming_;
  grpc::Status status_;              // gRPC sets it before OnFinished.
  std::atomic<int> undelivered_{0};  // Received messages that wait for the executor's thread.

  Step started_{*this, &GrpcStream::OnStarted};
  Step read_{*this, &GrpcStream::OnRead};
  Step written_{*this, &GrpcStream::OnWritten};
  Step half_closed_{*this, &GrpcStream::OnLastSent};
  Step impatient_{*this, &GrpcStream::OnImpatient};
  Step finished_{*this, &GrpcStream::OnFinished};

  base::Mutex mutex_;
  int steps_ LOSSY_GUARDED_BY(mutex_) = 0;         // The operations under way.
  grpc::Alarm patience_ LOSSY_GUARDED_BY(mutex_);  // Cancels the stream some time after Finish.
  // Messages to send. gRPC writes the first one while writing_ is true, once the call has
  // started.
  std::deque<grpc::ByteBuffer> unsent_ LOSSY_GUARDED_BY(mutex_);
  // Changed with the mutex held. The executor's thread reads it without the mutex.
  std::atomic<std::size_t> unsent_bytes_{0};
  bool writing_ LOSSY_GUARDED_BY(mutex_) = true;     // Until the call has started, and in a write.
  bool last_sent_ LOSSY_GUARDED_BY(mutex_) = false;  // The half-close has begun.
  bool finish_ LOSSY_GUARDED_BY(mutex_) = false;     // The half-close follows the last message.
  bool ended_ LOSSY_GUARDED_BY(mutex_) = false;      // No operation may start.
};

}  // namespace lossy::edge
