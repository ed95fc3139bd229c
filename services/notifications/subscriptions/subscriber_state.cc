#include "services/notifications/subscriptions/subscriber_state.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::notifications {
namespace {

void Answer(const std::shared_ptr<Subscriber>& to, const v1::SubscribeResponse& response) {
  PendingFlushes::Send(to, Encode(response));
}

const std::string& TopicOf(const v1::SubscribeRequest& request) {
  if (request.has_subscribe()) return request.subscribe().topic();
  if (request.has_unsubscribe()) return request.unsubscribe().topic();
  if (request.has_track()) return request.track().topic();
  if (request.has_untrack()) return request.untrack().topic();
  return request.has_watch() ? request.watch().topic() : request.unwatch().topic();
}

// Returns an empty ref if the request is not about a presence.
const std::string& RefOf(const v1::SubscribeRequest& request) {
  return request.has_untrack() ? request.untrack().ref() : request.track().presence().ref();
}

// Returns whether the log may answer later.
bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

absl::StatusOr<std::size_t> SubscriberState::Handle(absl::Span<const v1::SubscribeRequest> requests,
                                                    const std::shared_ptr<Subscriber>& self) {
  const Hub::PreparedTopics topics = hub_.Prepare(ToFollow(requests));
  std::size_t handled = 0;
  for (const v1::SubscribeRequest& request : requests) {
    if (absl::Status status = HandleOne(request, topics.status(), self); !status.ok())
      return status;
    ++handled;
    if (self->busy()) break;
  }
  return handled;
}

std::vector<Hub::Following> SubscriberState::ToFollow(
    absl::Span<const v1::SubscribeRequest> requests) const {
  std::vector<Hub::Following> following;
  for (const v1::SubscribeRequest& request : requests) {
    if (!request.has_subscribe()) continue;
    const std::string& topic = request.subscribe().topic();
    if (!validator_.CheckTopic(topic).ok()) continue;
    following.push_back({.topic = topic, .continues = request.subscribe().has_after()});
  }
  return following;
}

absl::Status SubscriberState::HandleOne(const v1::SubscribeRequest& request,
                                        const absl::Status& prepared,
                                        const std::shared_ptr<Subscriber>& self) {
  const absl::Status status = Dispatch(request, prepared, self);
  if (status.ok()) return status;
  // A refusal would mean to the subscriber that its subscription cannot be continued.
  if (request.subscribe().has_after() && IsTransient(status)) return status;
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Refused& refused = *response.mutable_refused();
  const std::string& topic = TopicOf(request);
  const std::string& ref = RefOf(request);
  if (topic.size() <= validator_.limits().topic_bytes) refused.set_topic(topic);
  if (ref.size() <= validator_.limits().presence_ref_bytes) refused.set_ref(ref);
  *refused.mutable_error() = base::ToError(status);
  Answer(self, response);
  return absl::OkStatus();
}

absl::Status SubscriberState::Dispatch(const v1::SubscribeRequest& request,
                                       const absl::Status& prepared,
                                       const std::shared_ptr<Subscriber>& self) {
  switch (request.request_case()) {
    case v1::SubscribeRequest::kSubscribe:
      return Subscribe(request.subscribe(), prepared, self);
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
    case v1::SubscribeRequest::kBatch:
      return RequestValidator::CheckRequests(request.batch());
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
                                        const absl::Status& prepared,
                                        const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTopic(request.topic());
  if (!status.ok()) return status;
  if (topics_.size() >= validator_.limits().stream_topics && !topics_.contains(request.topic())) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a stream may follow ", validator_.limits().stream_topics, " topics"));
  }
  absl::optional<v1::Position> after;
  if (request.has_after()) after = request.after();
  status = hub_.Subscribe(request.topic(), after, self, prepared);
  if (status.ok()) topics_.insert(request.topic());
  return status;
}

absl::Status SubscriberState::Unsubscribe(const std::string& topic,
                                          const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTopic(topic);
  if (!status.ok()) return status;
  if (topics_.erase(topic) > 0) hub_.Unsubscribe(topic, self.get());
  v1::SubscribeResponse response;
  response.mutable_unsubscribed()->set_topic(topic);
  response.set_batch_requests(RequestValidator::kBatchRequests);
  Answer(self, response);
  return absl::OkStatus();
}

}  // namespace lossy::notifications
