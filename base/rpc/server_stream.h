#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/error/error.h"
#include "base/rpc/deadline.h"
#include "base/rpc/frame_queue.h"
#include "base/rpc/request_inbox.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "base/workers/workers.h"
#include "grpcpp/alarm.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace lossy::base {

// The bounds of one ServerStream.
struct ServerStreamOptions {
  // The most bytes of frames that may wait for the client to read them. A client that leaves more
  // is slow.
  std::size_t max_unsent_bytes = 1 << 20;
  // The stream handles no request while more bytes than this wait for the client.
  std::size_t busy_bytes = std::numeric_limits<std::size_t>::max();
  // The stream reads no further request while its unfinished requests have at least this many
  // bytes. With 1 it reads a request after it has handled the previous one.
  std::size_t max_unhandled_bytes = 64 << 10;
  // The number of requests after which the worker of the stream continues with another stream.
  int requests_per_turn = 64;
  // The most waiting requests that the stream passes to one call of Handle. With more than 1,
  // Handle must PutBack those that it finds the stream too busy for.
  int requests_at_once = 1;
  // The time for the client of an aborted stream to read the status, which follows the frame in
  // transmission. Then gRPC resets the stream. Zero resets it immediately.
  absl::Duration abort_grace = absl::Seconds(5);
};

// Returns a buffer that shares the frame's bytes.
grpc::ByteBuffer ToByteBuffer(Frame frame);

// The server's side of one bidirectional gRPC stream, with bounds on the memory that it uses. A
// service derives from it. The stream sends raw bytes: a service declares its method
// WithRawCallbackMethod_…, so that streams can share encoded frames.
//
// Threads: no thread belongs to a stream. gRPC's threads read and write. The workers run Handle,
// OnWake, OnRequestsEnd and OnLeave, one at a time and in order. Send, Push, Flush, Wake, Close and
// Abort may be called by any thread.
//
// Lifetime: make it with std::make_shared and call Start once. It then keeps itself alive until
// gRPC has finished with it and OnLeave has returned.
//
// Slow clients: a frame above `max_unsent_bytes` aborts the stream with RESOURCE_EXHAUSTED.
template <typename Request>
class ServerStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                     public std::enable_shared_from_this<ServerStream<Request>> {
 public:
  // `workers` must outlive the stream. `context` is that of the call.
  ServerStream(const ServerStreamOptions& options, Workers& workers,
               grpc::CallbackServerContext& context)
      : options_(options),
        workers_(workers),
        context_(context),
        queue_(options.max_unsent_bytes),
        inbox_(options.max_unhandled_bytes) {}

  // Begins to read requests.
  void Start();

  // Queues a frame for the client. Does not wait for the client and calls no other object, so the
  // caller may hold locks. Returns true if the caller must call Flush afterwards.
  bool Push(Frame frame) { return queue_.Push(std::move(frame)); }
  // Sends the queued frames. Aborts the stream if a frame did not fit.
  void Flush();
  // Queues a frame and sends the queue: Push, then Flush if necessary.
  void Send(Frame frame);

  // Makes a worker call OnWake soon. Several calls may cause one OnWake.
  void Wake();

  // Ends the stream with this status after the queued frames. Drops the requests that wait. Has no
  // effect on a stream that is ending.
  void Close(const absl::Status& status);
  // Ends the stream with this status immediately. Drops the frames and requests that wait. Returns
  // false if the stream was already ending.
  bool Abort(const absl::Status& status);

  // gRPC calls these.
  void OnReadDone(bool ok) final;
  void OnWriteDone(bool ok) final;
  void OnCancel() final;
  void OnDone() final;

 protected:
  // True while more than `busy_bytes` wait for the client. The stream checks it only before each
  // call of Handle. Any thread may call it.
  bool busy() const { return queue_.bytes() > options_.busy_bytes; }
  // Returns the last requests of a call of Handle, which have to wait until the stream is no longer
  // busy. Only Handle may call it, once, after it has handled the requests before them.
  void PutBack(std::vector<Request> requests);

 private:
  // Handles requests in their order, at least one and at most requests_at_once. Runs on a worker.
  virtual void Handle(std::vector<Request> requests) = 0;
  // Adds the requests that a message contains, at least one. The stream calls it with a lock held.
  virtual void AddRequests(Request message, RequestInbox<Request>& inbox) {
    inbox.Add(std::move(message));
  }
  // The most bytes of frames that Join may receive. 0: the stream sends each frame by itself.
  virtual std::size_t join_bytes() const { return 0; }
  // Returns one message that contains the frames, of which there are several.
  virtual Frame Join(absl::Span<const Frame> frames) const { return frames.front(); }
  // Runs on a worker after Wake.
  virtual void OnWake() {}
  // Runs on a worker when the client sends no more requests and all are handled.
  virtual void OnRequestsEnd() {}
  // Releases what the stream holds elsewhere. Runs on a worker, once, when the stream ends; Handle,
  // OnWake and OnRequestsEnd do not run afterwards.
  virtual void OnLeave() {}
  // Runs when the stream is aborted because its client is slow, on the thread that called Flush.
  virtual void OnSlow() {}
  // Runs on a thread of gRPC when gRPC has finished with the stream, which ended with this status.
  virtual void OnClosed(const absl::Status& status) {}

  enum class State {
    kOpen,
    kClosing,   // Ends when the queue is empty.
    kFinished,  // gRPC has the status.
    kDone,      // gRPC has finished with the stream; its context is invalid.
  };
  enum class Step { kHandle, kWake, kRequestsEnd, kLeave, kIdle };

  void Work();
  // Takes the next step. `requests` receives the requests of kHandle.
  Step TakeStep(std::vector<Request>& requests);
  Step NextStep() const LOSSY_REQUIRES(mutex_);
  void ScheduleWork() LOSSY_REQUIRES(mutex_);
  void Read() LOSSY_REQUIRES(mutex_);
  void Write() LOSSY_REQUIRES(mutex_);
  void End(const absl::Status& status) LOSSY_REQUIRES(mutex_);
  bool DropAndFinish(const absl::Status& status) LOSSY_REQUIRES(mutex_);

  const ServerStreamOptions options_;
  Workers& workers_;
  grpc::CallbackServerContext& context_;
  FrameQueue queue_;

  // Held during each call that starts an operation of gRPC, because such calls must not overlap.
  Mutex mutex_;
  std::shared_ptr<ServerStream> self_ LOSSY_GUARDED_BY(mutex_);
  grpc::ByteBuffer read_ LOSSY_GUARDED_BY(mutex_);
  grpc::ByteBuffer written_ LOSSY_GUARDED_BY(mutex_);
  RequestInbox<Request> inbox_ LOSSY_GUARDED_BY(mutex_);
  bool writing_ LOSSY_GUARDED_BY(mutex_) = false;
  bool working_ LOSSY_GUARDED_BY(mutex_) = false;  // A worker runs Work, or will.
  bool woken_ LOSSY_GUARDED_BY(mutex_) = false;
  State state_ LOSSY_GUARDED_BY(mutex_) = State::kOpen;
  absl::Status status_ LOSSY_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Alarm> grace_ LOSSY_GUARDED_BY(mutex_);
};

template <typename Request>
void ServerStream<Request>::Start() {
  MutexLock lock(mutex_);
  self_ = this->shared_from_this();
  Read();
}

template <typename Request>
void ServerStream<Request>::Flush() {
  if (queue_.overflown()) {
    if (Abort(absl::ResourceExhaustedError("slow: too much waits to be read"))) OnSlow();
    return;
  }
  MutexLock lock(mutex_);
  Write();
}

template <typename Request>
void ServerStream<Request>::Send(Frame frame) {
  if (Push(std::move(frame))) Flush();
}

template <typename Request>
void ServerStream<Request>::Wake() {
  MutexLock lock(mutex_);
  woken_ = true;
  ScheduleWork();
}

template <typename Request>
void ServerStream<Request>::Close(const absl::Status& status) {
  MutexLock lock(mutex_);
  if (state_ != State::kOpen) return;
  queue_.Close();
  End(status);
  Write();
}

template <typename Request>
bool ServerStream<Request>::Abort(const absl::Status& status) {
  MutexLock lock(mutex_);
  if (state_ >= State::kFinished) return false;
  const bool was_open = DropAndFinish(status);
  if (options_.abort_grace <= absl::ZeroDuration()) {
    context_.TryCancel();
    return was_open;
  }
  grace_ = std::make_unique<grpc::Alarm>();
  grace_->Set(GrpcDeadline(SteadyNow() + options_.abort_grace),
              [weak = this->weak_from_this()](bool expired) {
                const auto self = weak.lock();
                if (!expired || self == nullptr) return;
                MutexLock stream_lock(self->mutex_);
                if (self->state_ != State::kDone) self->context_.TryCancel();
              });
  return was_open;
}

template <typename Request>
void ServerStream<Request>::OnReadDone(bool ok) {
  Request request;
  MutexLock lock(mutex_);
  if (!ok) {
    inbox_.OnEnd();
  } else if (grpc::SerializationTraits<Request>::Deserialize(&read_, &request).ok()) {
    inbox_.EndRead();
    AddRequests(std::move(request), inbox_);
  } else {
    lock.Unlock();
    Abort(absl::InvalidArgumentError(absl::StrCat("not a ", Request::descriptor()->name())));
    return;
  }
  ScheduleWork();
  Read();
}

template <typename Request>
void ServerStream<Request>::OnWriteDone(bool ok) {
  {
    MutexLock lock(mutex_);
    writing_ = false;
    if (ok) {
      Write();
      ScheduleWork();
      return;
    }
  }
  OnCancel();
}

template <typename Request>
void ServerStream<Request>::OnCancel() {
  MutexLock lock(mutex_);
  if (state_ < State::kFinished)
    DropAndFinish(absl::CancelledError("the client cancelled the stream"));
}

template <typename Request>
void ServerStream<Request>::OnDone() {
  // Destroyed after the lock.
  std::shared_ptr<ServerStream> self;
  std::unique_ptr<grpc::Alarm> grace;
  absl::Status status;
  {
    MutexLock lock(mutex_);
    state_ = State::kDone;
    read_.Clear();
    written_.Clear();
    self = std::move(self_);
    grace = std::move(grace_);
    status = status_;
  }
  OnClosed(status);
}

template <typename Request>
void ServerStream<Request>::Work() {
  for (int left = options_.requests_per_turn; left > 0; --left) {
    std::vector<Request> requests;
    switch (TakeStep(requests)) {
      case Step::kHandle:
        left -= static_cast<int>(requests.size()) - 1;
        Handle(std::move(requests));
        break;
      case Step::kWake:
        OnWake();
        break;
      case Step::kRequestsEnd:
        OnRequestsEnd();
        break;
      case Step::kLeave:
        return OnLeave();
      case Step::kIdle:
        return;
    }
  }
  workers_.Post([self = this->shared_from_this()] { self->Work(); });
}

// After kLeave working_ stays true, so that no worker runs the stream again.
template <typename Request>
typename ServerStream<Request>::Step ServerStream<Request>::TakeStep(
    std::vector<Request>& requests) {
  MutexLock lock(mutex_);
  inbox_.OnHandled();
  Read();
  const Step step = NextStep();
  if (step == Step::kIdle) working_ = false;
  if (step == Step::kWake) woken_ = false;
  if (step == Step::kRequestsEnd) inbox_.TakeEnd();
  if (step != Step::kHandle) return step;
  const auto most = static_cast<std::size_t>(options_.requests_at_once);
  do {
    requests.push_back(inbox_.Take());
  } while (!inbox_.empty() && requests.size() < most);
  return step;
}

template <typename Request>
void ServerStream<Request>::PutBack(std::vector<Request> requests) {
  MutexLock lock(mutex_);
  if (state_ == State::kOpen) inbox_.PutBack(std::move(requests));
}

template <typename Request>
typename ServerStream<Request>::Step ServerStream<Request>::NextStep() const {
  if (state_ != State::kOpen) return Step::kLeave;
  if (woken_) return Step::kWake;
  if (inbox_.empty()) return inbox_.ending() ? Step::kRequestsEnd : Step::kIdle;
  return busy() ? Step::kIdle : Step::kHandle;
}

template <typename Request>
void ServerStream<Request>::ScheduleWork() {
  if (working_ || NextStep() == Step::kIdle) return;
  working_ = true;
  workers_.Post([self = this->shared_from_this()] { self->Work(); });
}

template <typename Request>
void ServerStream<Request>::Read() {
  if (state_ != State::kOpen || !inbox_.WantsRead()) return;
  inbox_.BeginRead();
  StartRead(&read_);
}

template <typename Request>
void ServerStream<Request>::Write() {
  if (writing_ || state_ >= State::kFinished) return;
  FrameQueue::Next next = queue_.Take(join_bytes());
  if (next.frames.empty()) {
    if (state_ == State::kClosing) DropAndFinish(status_);
    return;
  }
  writing_ = true;
  written_ = ToByteBuffer(next.frames.size() == 1 ? std::move(next.frames[0]) : Join(next.frames));
  grpc::WriteOptions options;
  if (next.more) options.set_buffer_hint();
  StartWrite(&written_, options);
}

template <typename Request>
void ServerStream<Request>::End(const absl::Status& status) {
  state_ = State::kClosing;
  status_ = status;
  inbox_.Clear();
  ScheduleWork();
}

// Returns whether the stream was open.
template <typename Request>
bool ServerStream<Request>::DropAndFinish(const absl::Status& status) {
  const bool was_open = state_ == State::kOpen;
  queue_.Drop();
  if (was_open) End(status);
  state_ = State::kFinished;
  Finish(ToGrpc(status_));
  return was_open;
}

}  // namespace lossy::base
