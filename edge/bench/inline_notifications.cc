#include "edge/bench/inline_notifications.h"

#include <utility>

#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {
namespace {

using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

// As long as the epoch of a real log, a UUID.
constexpr char kEpoch[] = "01a22e9c-25af-7410-b5c2-ca8e8f0b7eb5";

class InlineStream final : public UpstreamStream {
 public:
  InlineStream(Executor& executor, StreamListener& listener)
      : executor_(executor), listener_(&listener) {}

  bool Send(std::string message) override {
    SubscribeRequest request;
    request.ParseFromString(message);
    SubscribeResponse response;
    if (request.has_unsubscribe()) {
      response.mutable_unsubscribed()->set_topic(request.unsubscribe().topic());
    } else {
      response.mutable_subscribed()->set_topic(request.subscribe().topic());
      response.mutable_subscribed()->mutable_position()->set_epoch(kEpoch);
    }
    executor_.Post([this, answer = response.SerializeAsString()] {
      if (listener_ != nullptr) listener_->OnMessage(answer);
    });
    return true;
  }
  std::size_t unsent_bytes() const override { return 0; }
  void Keep(HeldBytes) override {}
  void Finish(absl::Duration) override { listener_ = nullptr; }

 private:
  Executor& executor_;
  StreamListener* listener_;
};

class UnansweredCall final : public UpstreamCall {
  void Cancel() override {}
};

}  // namespace

std::shared_ptr<UpstreamCall> InlineNotifications::Call(const Method&, std::string,
                                                        const CallContext&, Executor&, Done) {
  return std::make_shared<UnansweredCall>();
}

std::shared_ptr<UpstreamStream> InlineNotifications::Open(const Method&, const CallContext&,
                                                          Executor& executor,
                                                          StreamListener& listener) {
  executors_.Add(&executor);
  return std::make_shared<InlineStream>(executor, listener);
}

void InlineNotifications::Settle() {
  Executor& executor = *executors_.Await(1).front();
  // The feed frees the tasks of a round before the next round.
  constexpr int kRounds = 3;
  for (int i = 0; i < kRounds; ++i) {
    WaitableList<bool> done;
    executor.Post([&] { done.Add(true); });
    done.Await(1);
  }
}

}  // namespace lossy::edge
