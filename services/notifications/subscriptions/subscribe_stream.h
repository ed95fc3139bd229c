#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/live/live_objects.h"
#include "base/rpc/frame_queue.h"
#include "base/rpc/server_stream.h"
#include "services/notifications/events/event.h"
#include "services/notifications/events/subscriber.h"
#include "services/notifications/subscriptions/subscriber_state.h"

namespace lossy::notifications {

// The stream of one Subscribe call: passes requests to its SubscriberState and sends the events.
// base::ServerStream describes its threads and its bounds.
class SubscribeStream final : public base::ServerStream<v1::SubscribeRequest>,
                              public Subscriber,
                              private base::LiveObject<"SubscribeStream"> {
 public:
  // The object that keeps the stream alive. Any thread may call it.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The stream was aborted because its client reads too slowly.
    virtual void OnSlow() = 0;
    // gRPC has finished with the stream. The owner may release it.
    virtual void OnClosed(SubscribeStream& stream, const absl::Status& status) = 0;
  };

  // All references must outlive the stream. `context` is that of the call.
  SubscribeStream(const base::ServerStreamOptions& options, base::Workers& workers,
                  grpc::CallbackServerContext& context, SubscriberState state, Owner& owner)
      : ServerStream(options, workers, context), owner_(owner), state_(std::move(state)) {}

  bool Offer(Frame frame) override { return Push(std::move(frame)); }
  void Flush() override { ServerStream::Flush(); }
  bool busy() const override { return ServerStream::busy(); }

 private:
  void Handle(std::vector<v1::SubscribeRequest> requests) override;
  void AddRequests(v1::SubscribeRequest message,
                   base::RequestInbox<v1::SubscribeRequest>& inbox) override;
  std::size_t join_bytes() const override;
  base::Frame Join(absl::Span<const base::Frame> frames) const override {
    return EncodeBatch(frames);
  }
  void OnLeave() override { state_.Leave(this); }
  void OnSlow() override { owner_.OnSlow(); }
  void OnClosed(const absl::Status& status) override { owner_.OnClosed(*this, status); }

  Owner& owner_;
  SubscriberState state_;                     // Used by one worker at a time.
  std::atomic<bool> accepts_batches_{false};  // The client has sent a batch.
};

}  // namespace lossy::notifications
