#include "services/notifications/subscriptions/subscriber_state.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::notifications {
namespace {

void Answer(const std::shared_ptr<Subscriber>& to, const v1::SubscribeResponse& response) {
  PendingFlushes().Make(to, Encode(response));
}

const std::string& TopicOf(const v1::SubscribeRequest& request) {
  if (request.has_subscribe()) return request.subscribe().topic();
  if (request.has_unsubscribe()) return request.unsubscribe().topic();
  if (request.has_track()) return request.track().topic();
  if (request.has_untrack()) return request.untrack().topic();
  return request.has_watch() ? request.watch().topic() : request.unwatch().topic();
}

// Empty when it is about no presence.
const std::string& RefOf(const v1::SubscribeRequest& request) {
  return request.has_untrack() ? request.untrack().ref() : request.track().presence().ref();
}

// The log, for now.
bool IsAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

absl::Status SubscriberState::Handle(const v1::SubscribeRequest& request,
                                     const std::shared_ptr<Subscriber>& self) {
  const absl::Status status = Do(request, self);
  if (status.ok()) return status;
  // A refusal would say that it cannot be continued.
  if (request.subscribe().has_after() && IsAway(status)) return status;
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Refused& refused = *response.mutable_refused();
  const std::string& topic = TopicOf(request);
  const std::string& ref = RefOf(request);
  if (topic.size() <= limits_.topic_bytes) refused.set_topic(topic);
  if (ref.size() <= limits_.presence_ref_bytes) refused.set_ref(ref);
  *refused.mutable_error() = base::ToError(status);
  Answer(self, response);
  return absl::OkStatus();
}

absl::Status SubscriberState::Do(const v1::SubscribeRequest& request,
                                 const std::shared_ptr<Subscriber>& self) {
  switch (request.request_case()) {
    case v1::SubscribeRequest::kSubscribe:
      return Subscribe(request.subscribe(), self);
    case v1::SubscribeRequest::kUnsubscribe:
      return Unsubscribe(request.unsubscribe().topic(), self);
    case v1::SubscribeRequest::kTrack:
      return presences_.Track(request.track(), self);
    case v1::SubscribeRequest::kUntrack:
      return presences_.Untrack(request.untrack(), self);
    case v1::SubscribeRequest::kWatch:
      return presences_.Watch(request.watch().topic(), self);
    case v1::SubscribeRequest::kUnwatch:
      return presences_.Unwatch(request.unwatch().topic(), self);
    case v1::SubscribeRequest::REQUEST_NOT_SET:
      break;
  }
  return base::InvalidArgument("request", "is required");
}

void SubscriberState::Leave(const Subscriber* self) {
  for (const std::string& topic : topics_) hub_.Unsubscribe(topic, self);
  topics_ = {};
  presences_.Leave(self);
}

absl::Status SubscriberState::Subscribe(const v1::SubscribeRequest::Subscribe& request,
                                        const std::shared_ptr<Subscriber>& self) {
  absl::Status status = CheckTopic(limits_, request.topic());
  if (!status.ok()) return status;
  if (topics_.size() >= limits_.stream_topics && !topics_.contains(request.topic())) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a stream may follow ", limits_.stream_topics, " topics"));
  }
  absl::optional<v1::Position> after;
  if (request.has_after()) after = request.after();
  status = hub_.Subscribe(request.topic(), after, self);
  if (status.ok()) topics_.insert(request.topic());
  return status;
}

absl::Status SubscriberState::Unsubscribe(const std::string& topic,
                                          const std::shared_ptr<Subscriber>& self) {
  absl::Status status = CheckTopic(limits_, topic);
  if (!status.ok()) return status;
  if (topics_.erase(topic) > 0) hub_.Unsubscribe(topic, self.get());
  v1::SubscribeResponse response;
  response.mutable_unsubscribed()->set_topic(topic);
  Answer(self, response);
  return absl::OkStatus();
}

}  // namespace lossy::notifications
