#include "edge/server/fake_services.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/pubsub/published_event.h"
#include "edge/transcoding/wire_to_json.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {

class FakeServices::FakeCall final : public UpstreamCall {
 public:
  FakeCall(Upstream::Done done, WaitableList<bool>& cancelled)
      : done_(std::move(done)), cancelled_(cancelled) {}

  void Cancel() override {
    done_ = nullptr;
    cancelled_.Add(true);
  }
  void Answer(absl::string_view response) {
    if (Upstream::Done done = std::exchange(done_, nullptr)) done(absl::OkStatus(), response);
  }

 private:
  Upstream::Done done_;
  WaitableList<bool>& cancelled_;
};

void FakeServices::AddHub(Hub& hub, Executor& executor) {
  base::MutexLock lock(mutex_);
  executors_[&hub] = &executor;
}

std::shared_ptr<UpstreamCall> FakeServices::Call(const Method& method, std::string request,
                                                 const CallContext&, Executor& executor,
                                                 Done done) {
  auto call = std::make_shared<FakeCall>(std::move(done), cancelled_);
  sample::v1::RoomMessage message;
  message.ParseFromString(request);
  if (message.x() == "wait") {
    {
      base::MutexLock lock(mutex_);
      held_.push_back({call, &executor, std::move(request)});
    }
    waiting_.Add(true);
    return call;
  }
  if (method.name == "SendMessage") {
    std::string payload;
    if (WireToJson(*method.request, request, &payload).ok()) {
      PublishJson(message.room(), std::move(payload));
    }
    request.clear();
  }
  executor.Post([call, request = std::move(request)] { call->Answer(request); });
  return call;
}

std::shared_ptr<UpstreamStream> FakeServices::Open(const Method&, const CallContext&, Executor&,
                                                   StreamListener&) {
  return nullptr;
}

void FakeServices::AnswerWaiting() {
  base::MutexLock lock(mutex_);
  for (Held& held : std::exchange(held_, {})) {
    held.executor->Post([call = std::move(held.call), request = std::move(held.request)] {
      call->Answer(request);
    });
  }
}

void FakeServices::Publish(const std::string& room, const std::string& text) {
  PublishJson(room, absl::StrCat("{\"x\":\"", text, "\"}"));
}

void FakeServices::PublishJson(const std::string& room, std::string payload) {
  auto event = std::make_shared<PublishedEvent>();
  event->topic = absl::StrCat("room:", room);
  event->name = "new_msg";
  event->payload.json = std::move(payload);
  base::MutexLock lock(mutex_);
  for (Hub* hub : followers_[event->topic]) {
    executors_.at(hub)->Post([hub, event] { hub->Publish(*event); });
  }
}

void FakeServices::Follow(Hub& hub, const base::SharedText& topic) {
  base::MutexLock lock(mutex_);
  followers_[std::string(topic.view())].push_back(&hub);
  executors_.at(&hub)->Post([&hub, topic] { hub.OnFollowed(topic, Position()); });
}

void FakeServices::Recover(Hub& hub, const std::string& topic, const Position& after) {
  base::MutexLock lock(mutex_);
  executors_.at(&hub)->Post(
      [&hub, topic, after] { hub.OnMissed(topic, MissedEvents{.after = after}); });
}

void FakeServices::Unfollow(Hub& hub, const std::string& topic) {
  base::MutexLock lock(mutex_);
  std::vector<Hub*>& hubs = followers_[topic];
  hubs.erase(std::remove(hubs.begin(), hubs.end(), &hub), hubs.end());
}

}  // namespace lossy::edge
