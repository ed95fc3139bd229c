#include "services/notifications/subscriptions/presence_state.h"

#include "absl/strings/str_cat.h"

namespace lossy::notifications {
namespace {

void Answer(const std::shared_ptr<Subscriber>& to, const v1::SubscribeResponse& response) {
  PendingFlushes::Send(to, Encode(response));
}

}  // namespace

absl::Status PresenceState::Track(v1::SubscribeRequest::Track request,
                                  const std::shared_ptr<Subscriber>& self) {
  const std::string replaced = request.presence().replaces();
  absl::Status status = TryTrack(request, replaced, self);
  if (!status.ok() && tracked_.contains({request.topic(), replaced})) {
    Remove(request.topic(), replaced);
  }
  return status;
}

void PresenceState::Remove(const std::string& topic, const std::string& ref) {
  tracked_.erase({topic, ref});
  tracker_.Untrack(topic, ref);
}

absl::Status PresenceState::TryTrack(v1::SubscribeRequest::Track& request,
                                     const std::string& replaced,
                                     const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTrack(request);
  if (!status.ok()) return status;
  const std::string& ref = request.presence().ref();
  std::pair<std::string, std::string> key(request.topic(), ref);
  const bool is_more = !tracked_.contains(key) && !tracked_.contains({request.topic(), replaced});
  if (is_more && tracked_.size() >= validator_.limits().stream_presences) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a stream may track ", validator_.limits().stream_presences, " presences"));
  }
  v1::SubscribeResponse response;
  response.mutable_tracked()->set_topic(request.topic());
  response.mutable_tracked()->set_ref(ref);
  status = tracker_.Track(request.topic(), std::move(*request.mutable_presence()), self.get());
  if (!status.ok()) return status;
  tracked_.insert(std::move(key));
  tracked_.erase({request.topic(), replaced});
  Answer(self, response);
  return absl::OkStatus();
}

absl::Status PresenceState::Untrack(const v1::SubscribeRequest::Untrack& request,
                                    const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTopic(request.topic());
  if (status.ok()) status = validator_.CheckRef(request.ref());
  if (!status.ok()) return status;
  Remove(request.topic(), request.ref());
  v1::SubscribeResponse response;
  response.mutable_untracked()->set_topic(request.topic());
  response.mutable_untracked()->set_ref(request.ref());
  Answer(self, response);
  return absl::OkStatus();
}

absl::Status PresenceState::Watch(const std::string& topic,
                                  const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTopic(topic);
  if (!status.ok()) return status;
  if (watched_.size() >= validator_.limits().stream_topics && !watched_.contains(topic)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a stream may watch ", validator_.limits().stream_topics, " topics"));
  }
  status = tracker_.Watch(topic, self);
  if (status.ok()) watched_.insert(topic);
  return status;
}

absl::Status PresenceState::Unwatch(const std::string& topic,
                                    const std::shared_ptr<Subscriber>& self) {
  absl::Status status = validator_.CheckTopic(topic);
  if (!status.ok()) return status;
  if (watched_.erase(topic) > 0) tracker_.Unwatch(topic, self.get());
  v1::SubscribeResponse response;
  response.mutable_unwatched()->set_topic(topic);
  response.set_batch_requests(RequestValidator::kBatchRequests);
  Answer(self, response);
  return absl::OkStatus();
}

void PresenceState::Leave(const Subscriber* self) {
  for (const std::string& topic : watched_) tracker_.Unwatch(topic, self);
  for (const auto& [topic, ref] : tracked_) tracker_.Release(topic, ref, self);
  watched_ = {};
  tracked_ = {};
}

}  // namespace lossy::notifications
