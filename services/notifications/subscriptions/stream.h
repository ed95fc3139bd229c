#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "base/time/clock.h"
#include "base/workers/workers.h"
#include "grpcpp/grpcpp.h"
#include "services/notifications/events/subscriber.h"
#include "services/notifications/subscriptions/subscriber_queue.h"
#include "services/notifications/subscriptions/subscriber_state.h"

namespace lossy::notifications {

// One Subscribe call. No thread belongs to it: gRPC's threads read and write, requests are worked
// off by `workers`, and whoever publishes starts a write if none is under way. Requests wait while
// much waits to be sent. Thread-safe.
class Stream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                     public Subscriber,
                     public std::enable_shared_from_this<Stream>,
                     private base::LiveObject<"SubscribeStream"> {
 public:
  // What all streams share. Outlives them.
  struct Surroundings {
    Hub& hub;
    PresenceTracker& presences;
    base::Workers& workers;
    Metrics& metrics;
    const base::Clock& clock;
    Limits limits;
    std::size_t outbox_bytes;
  };

  // `on_done` is told how it ended, when gRPC is through with it. `context` is the call's.
  Stream(const Surroundings& around, grpc::CallbackServerContext& context,
         std::function<void(const std::shared_ptr<Stream>&, const absl::Status&)> on_done);

  bool Offer(Frame frame) override { return outbox_.Push(std::move(frame)); }
  void Flush() override;

  // Ends it with this status, unless it has ended: then the result is false. What waits to be sent
  // is dropped.
  bool End(const absl::Status& status);

  // The status waits behind a frame that the client does not read. Breaks the call off if that has
  // gone on since before `bound`.
  void CancelIfStuck(absl::Time bound);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  enum class Step { kHandle, kLeave, kRest };

  void Work();
  Step Next(v1::SubscribeRequest& request);

  // mutex_ is held.
  bool ended() const { return ended_at_ != absl::InfiniteFuture(); }
  void Read();
  void Write();
  void ScheduleWork();

  const Surroundings& around_;
  grpc::CallbackServerContext& context_;
  const std::function<void(const std::shared_ptr<Stream>&, const absl::Status&)> on_done_;
  SubscriberQueue outbox_;
  SubscriberState session_;  // Belongs to Work.

  // Also held while gRPC is told to read, write, finish or cancel, which it wants one by one.
  std::mutex mutex_;
  // The rest is guarded by mutex_.
  grpc::ByteBuffer read_;
  grpc::ByteBuffer written_;
  std::deque<v1::SubscribeRequest> inbox_;
  std::size_t inbox_bytes_ = 0;
  bool reading_ = false;
  bool requests_over_ = false;
  bool working_ = false;
  absl::Time ended_at_ = absl::InfiniteFuture();
  absl::Status status_;
  bool done_ = false;
};

}  // namespace lossy::notifications
