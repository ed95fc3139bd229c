#include "services/notifications/session.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::notifications {
namespace {

void Answer(const std::shared_ptr<Subscriber>& to, const v1::SubscribeResponse& response) {
  Offers().Make(to, Encode(response));
}

}  // namespace

void Session::Handle(const v1::SubscribeRequest& request, const std::shared_ptr<Subscriber>& self) {
  std::string topic;
  absl::Status status;
  switch (request.request_case()) {
    case v1::SubscribeRequest::kSubscribe:
      topic = request.subscribe().topic();
      status = Subscribe(request.subscribe(), self);
      break;
    case v1::SubscribeRequest::kUnsubscribe:
      topic = request.unsubscribe().topic();
      status = Unsubscribe(topic, self);
      break;
    case v1::SubscribeRequest::REQUEST_NOT_SET:
      status = base::InvalidArgument("request", "is required");
      break;
  }
  if (status.ok()) return;
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Refused& refused = *response.mutable_refused();
  if (topic.size() <= limits_.topic_bytes) refused.set_topic(topic);
  *refused.mutable_error() = base::ToError(status);
  Answer(self, response);
}

void Session::Leave(const Subscriber* self) {
  for (const std::string& topic : topics_) hub_.Unsubscribe(topic, self);
  topics_ = {};
}

absl::Status Session::Subscribe(const v1::SubscribeRequest::Subscribe& request,
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

absl::Status Session::Unsubscribe(const std::string& topic,
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
