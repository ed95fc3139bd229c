#include "edge/bench/inline_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/transcoding/wire_to_json.h"

namespace lossy::edge {

class InlineCall final : public UpstreamCall {
 public:
  InlineCall(const Method& method, std::string request, Upstream::Done done)
      : method_(method), request_(std::move(request)), done_(std::move(done)) {}

  const Method& method() const { return method_; }
  const std::string& request() const { return request_; }

  void Cancel() override { done_ = nullptr; }
  void Answer(absl::string_view response) {
    if (Upstream::Done done = std::exchange(done_, nullptr)) done(absl::OkStatus(), response);
  }

 private:
  const Method& method_;
  const std::string request_;
  Upstream::Done done_;
};

namespace {

// Returns the field `room` of a RoomMessage. It has number 1, and the edge's binding appends it
// last.
std::string RoomOf(absl::string_view request) {
  const std::size_t tag = request.rfind('\x0a');
  return std::string(request.substr(tag + 2));
}

}  // namespace

InlineService::InlineService(const RoutingTable& table) : table_(table) {}

InlineService::~InlineService() = default;

void InlineService::Attach(Hub& hub, Executor& executor) {
  hub_ = &hub;
  executor_ = &executor;
}

std::shared_ptr<UpstreamCall> InlineService::Call(const Method& method, std::string request,
                                                  const CallContext&, Executor& executor,
                                                  Done done) {
  calls_.push_back(std::make_shared<InlineCall>(method, std::move(request), std::move(done)));
  // One task answers all calls of a round, so that the measurement is of the edge.
  if (calls_.size() == 1) executor.Post([this] { AnswerAll(); });
  return calls_.back();
}

void InlineService::AnswerAll() {
  std::vector<std::shared_ptr<InlineCall>> calls = std::exchange(calls_, std::move(spare_));
  for (const std::shared_ptr<InlineCall>& call : calls) {
    const bool publishes = call->method().name == "SendMessage";
    if (publishes) Publish(call->method(), call->request());
    call->Answer(publishes ? absl::string_view() : absl::string_view(call->request()));
  }
  calls.clear();
  spare_ = std::move(calls);
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

void InlineService::Follow(Hub& hub, const base::SharedText& topic) {
  executor_->Post([&hub, topic] { hub.OnFollowed(topic, Position()); });
}

void InlineService::Recover(Hub& hub, const std::string& topic, const Position& after) {
  executor_->Post([&hub, topic, after] { hub.OnMissed(topic, MissedEvents{.after = after}); });
}

void InlineService::Unfollow(Hub&, const std::string&) {}

}  // namespace lossy::edge
