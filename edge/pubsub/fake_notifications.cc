#include "edge/pubsub/fake_notifications.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::edge {
namespace {

using notifications::v1::Position;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

Position At(const std::string& epoch, std::int64_t offset) {
  Position position;
  position.set_epoch(epoch);
  position.set_offset(offset);
  return position;
}

template <typename Request>
std::string InWords(std::string topic, const Request& request) {
  if (request.has_after()) {
    absl::StrAppend(&topic, " after ", request.after().epoch(), ":", request.after().offset());
    if (request.after().run() != 0) absl::StrAppend(&topic, " of run ", request.after().run());
  }
  return topic;
}

std::string InWords(const SubscribeRequest& request) {
  if (request.has_unsubscribe()) return "unsubscribe " + request.unsubscribe().topic();
  if (request.has_watch()) return "watch " + request.watch().topic();
  if (request.has_unwatch()) return "unwatch " + request.unwatch().topic();
  if (request.has_track()) {
    return absl::StrCat("track ", request.track().topic(), " ", request.track().presence().ref());
  }
  if (request.has_untrack()) {
    return absl::StrCat("untrack ", request.untrack().topic(), " ", request.untrack().ref());
  }
  return "subscribe " + InWords(request.subscribe().topic(), request.subscribe());
}

}  // namespace

std::shared_ptr<UpstreamStream> FakeNotifications::Open(const Method&, const CallContext&,
                                                        Executor& executor,
                                                        StreamListener& listener) {
  auto stream = std::make_shared<Stream>(executor, listener);
  streams_.Add(stream);
  return stream;
}

std::shared_ptr<UpstreamCall> FakeNotifications::Call(const Method&, std::string wire,
                                                      const CallContext&, Executor& executor,
                                                      Done done) {
  notifications::v1::ReadRequest request;
  request.ParseFromString(wire);
  auto reading =
      std::make_shared<Reading>(executor, InWords(request.topic(), request), std::move(done));
  readings_.Add(reading);
  return reading;
}

void FakeNotifications::Reading::Give(const notifications::v1::ReadResponse& response) {
  executor_.Post([this, response = response.SerializeAsString()] {
    if (Done done = std::exchange(done_, nullptr)) done(absl::OkStatus(), response);
  });
}

void FakeNotifications::Reading::Fail(const absl::Status& status) {
  executor_.Post([this, error = base::ToError(status), code = status.code()] {
    if (Done done = std::exchange(done_, nullptr)) done(absl::Status(code, error.message()), {});
  });
}

bool FakeNotifications::Stream::Send(std::string message) {
  if (full_) return false;
  SubscribeRequest request;
  request.ParseFromString(message);
  ++messages_;
  if (!request.has_batch()) asked_.Add(InWords(request));
  for (const SubscribeRequest& each : request.batch().requests()) asked_.Add(InWords(each));
  return true;
}

void FakeNotifications::Stream::Finish(absl::Duration) {
  listener_ = nullptr;
  finished_.Add(true);
}

void FakeNotifications::Stream::Subscribe(const std::string& topic, const std::string& epoch,
                                          std::int64_t offset, bool recovered) {
  SubscribeResponse response;
  response.mutable_subscribed()->set_topic(topic);
  response.mutable_subscribed()->set_recovered(recovered);
  *response.mutable_subscribed()->mutable_position() = At(epoch, offset);
  Answer(response);
}

void FakeNotifications::Stream::Unsubscribe(const std::string& topic) {
  SubscribeResponse response;
  response.mutable_unsubscribed()->set_topic(topic);
  Answer(response);
}

void FakeNotifications::Stream::AcceptBatches(const std::string& topic, int batch_requests) {
  SubscribeResponse response;
  response.mutable_unsubscribed()->set_topic(topic);
  response.set_batch_requests(batch_requests);
  Answer(response);
}

void FakeNotifications::Stream::Refuse(const std::string& topic, channel::v1::Reason reason) {
  SubscribeResponse response;
  response.mutable_refused()->set_topic(topic);
  response.mutable_refused()->mutable_error()->set_reason(reason);
  Answer(response);
}

void FakeNotifications::Stream::Publish(const std::string& topic, const std::string& epoch,
                                        std::int64_t offset, const google::protobuf::Message& event,
                                        std::int64_t run) {
  SubscribeResponse response;
  response.mutable_event()->set_topic(topic);
  *response.mutable_event()->mutable_position() = At(epoch, offset);
  response.mutable_event()->mutable_position()->set_run(run);
  response.mutable_event()->mutable_event()->PackFrom(event);
  Answer(response);
}

void FakeNotifications::Stream::Lose() {
  executor_.Post([this] {
    StreamListener* told = std::exchange(listener_, nullptr);
    if (told != nullptr) told->OnEnd(absl::UnavailableError("gone"));
  });
}

void FakeNotifications::Stream::Answer(const SubscribeResponse& response) {
  executor_.Post([this, message = response.SerializeAsString()] {
    if (listener_ != nullptr) listener_->OnMessage(message);
  });
}

}  // namespace lossy::edge
