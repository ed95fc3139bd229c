#include "services/notifications/subscriptions/request_validator.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::notifications {
namespace {

constexpr int kDefaultReadLimit = 100;
constexpr int kMaxReadLimit = 1000;

absl::Status CheckText(absl::string_view field, const std::string& text, std::size_t max) {
  if (text.empty()) return base::InvalidArgument(field, "is required");
  if (text.size() > max) {
    return base::InvalidArgument(field, absl::StrCat("must be at most ", max, " bytes"));
  }
  // PostgreSQL cannot store NUL in a text.
  if (text.find('\0') != text.npos) return base::InvalidArgument(field, "must not contain NUL");
  return absl::OkStatus();
}

}  // namespace

absl::Status RequestValidator::CheckTopic(const std::string& topic) const {
  return CheckText("topic", topic, limits_.topic_bytes);
}

absl::Status RequestValidator::CheckPublish(const v1::PublishRequest& request) const {
  absl::Status status = CheckText("event_id", request.event_id(), limits_.event_id_bytes);
  if (status.ok()) status = CheckTopic(request.topic());
  if (!status.ok()) return status;
  if (request.event().type_url().empty()) return base::InvalidArgument("event", "is required");
  if (request.event().ByteSizeLong() <= limits_.event_bytes) return absl::OkStatus();
  return base::InvalidArgument("event",
                               absl::StrCat("must be at most ", limits_.event_bytes, " bytes"));
}

absl::Status RequestValidator::CheckBatch(const v1::PublishBatchRequest& request) const {
  if (static_cast<std::size_t>(request.events_size()) <= limits_.batch_events) {
    return absl::OkStatus();
  }
  return base::InvalidArgument("events", absl::StrCat("must be at most ", limits_.batch_events));
}

absl::Status RequestValidator::CheckTopics(const v1::EndEpochsRequest& request) const {
  if (static_cast<std::size_t>(request.topics_size()) > limits_.batch_events) {
    return base::InvalidArgument("topics", absl::StrCat("must be at most ", limits_.batch_events));
  }
  for (const std::string& topic : request.topics()) {
    if (absl::Status status = CheckTopic(topic); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RequestValidator::CheckRef(const std::string& ref) const {
  return CheckText("ref", ref, limits_.presence_ref_bytes);
}

absl::Status RequestValidator::CheckTrack(const v1::SubscribeRequest::Track& request) const {
  const v1::Presence& presence = request.presence();
  absl::Status status = CheckTopic(request.topic());
  if (status.ok()) status = CheckRef(presence.ref());
  if (status.ok()) status = CheckText("key", presence.key(), limits_.presence_key_bytes);
  if (!status.ok()) return status;
  if (presence.replaces() == presence.ref()) {
    return base::InvalidArgument("replaces", "must be another presence");
  }
  if (presence.replaces().size() > limits_.presence_ref_bytes) {
    return base::InvalidArgument(
        "replaces", absl::StrCat("must be at most ", limits_.presence_ref_bytes, " bytes"));
  }
  if (presence.meta().ByteSizeLong() <= limits_.presence_meta_bytes) return absl::OkStatus();
  return base::InvalidArgument(
      "meta", absl::StrCat("must be at most ", limits_.presence_meta_bytes, " bytes"));
}

absl::Status RequestValidator::CheckRequests(const v1::SubscribeRequest::Batch& batch) {
  const auto& requests = batch.requests();
  const bool nested =
      std::any_of(requests.begin(), requests.end(),
                  [](const v1::SubscribeRequest& request) { return request.has_batch(); });
  if (!nested && !requests.empty() && requests.size() <= kBatchRequests) return absl::OkStatus();
  return base::InvalidArgument(
      "batch", absl::StrCat("must have 1 to ", kBatchRequests, " requests, and no batch"));
}

absl::StatusOr<int> RequestValidator::ReadLimit(const v1::ReadRequest& request) {
  if (request.limit() == 0) return kDefaultReadLimit;
  if (request.limit() > 0 && request.limit() <= kMaxReadLimit) return request.limit();
  return base::InvalidArgument("limit", absl::StrCat("must be 1 to ", kMaxReadLimit));
}

}  // namespace lossy::notifications
