#include "edge/bench/inline_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/transcoding/wire_to_json.h"

namespace lossy::edge {
namespace {

class InlineCall final : public UpstreamCall {
 public:
  explicit InlineCall(Upstream::Done done) : done_(std::move(done)) {}
  void Cancel() override { done_ = nullptr; }
  void Answer(absl::string_view response) {
    if (Upstream::Done done = std::exchange(done_, nullptr)) done(absl::OkStatus(), response);
  }

 private:
  Upstream::Done done_;
};

// Returns the field `room` of a RoomMessage. It has number 1, and the edge's binding appends it
// last.
std::string RoomOf(absl::string_view request) {
  const std::size_t tag = request.rfind('\x0a');
  return std::string(request.substr(tag + 2));
}

}  // namespace

void InlineService::Attach(Hub& hub, Executor& executor) {
  hub_ = &hub;
  executor_ = &executor;
}

std::shared_ptr<UpstreamCall> InlineService::Call(const Method& method, std::string request,
                                                  const CallContext&, Executor& executor,
                                                  Done done) {
  auto call = std::make_shared<InlineCall>(std::move(done));
  executor.Post([this, call, &method, request = std::move(request)] {
    if (method.name == "SendMessage") {
      Publish(method, request);
      return call->Answer("");
    }
    call->Answer(request);
  });
  return call;
}

void InlineService::Publish(const Method& method, absl::string_view request) {
  PublishedEvent event;
  event.topic = absl::StrCat("room:", RoomOf(request));
  event.name = "new_msg";
  if (WireToJson(*method.request, request, &event.payload.json).ok()) hub_->Publish(event);
}

std::shared_ptr<UpstreamStream> InlineService::Open(const Method&, const CallContext&, Executor&,
                                                    StreamListener&) {
  return nullptr;
}

void InlineService::Follow(Hub& hub, const std::string& topic) {
  executor_->Post([&hub, topic] { hub.OnFollowed(topic, Position()); });
}

void InlineService::Recover(Hub& hub, const std::string& topic, const Position& after) {
  executor_->Post([&hub, topic, after] { hub.OnMissed(topic, MissedEvents{.after = after}); });
}

void InlineService::Unfollow(Hub&, const std::string&) {}

}  // namespace lossy::edge
