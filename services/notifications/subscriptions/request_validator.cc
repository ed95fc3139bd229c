#include "services/notifications/subscriptions/request_validator.h"

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
  // PostgreSQL has no such text.
  if (text.find('\0') != text.npos) return base::InvalidArgument(field, "must not contain NUL");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTopic(const Limits& limits, const std::string& topic) {
  return CheckText("topic", topic, limits.topic_bytes);
}

absl::Status CheckPublish(const Limits& limits, const v1::PublishRequest& request) {
  absl::Status status = CheckText("event_id", request.event_id(), limits.event_id_bytes);
  if (status.ok()) status = CheckTopic(limits, request.topic());
  if (!status.ok()) return status;
  if (request.event().type_url().empty()) return base::InvalidArgument("event", "is required");
  if (request.event().ByteSizeLong() <= limits.event_bytes) return absl::OkStatus();
  return base::InvalidArgument("event",
                               absl::StrCat("must be at most ", limits.event_bytes, " bytes"));
}

absl::Status CheckBatch(const Limits& limits, const v1::PublishBatchRequest& request) {
  if (static_cast<std::size_t>(request.events_size()) <= limits.batch_events) {
    return absl::OkStatus();
  }
  return base::InvalidArgument("events", absl::StrCat("must be at most ", limits.batch_events));
}

absl::Status CheckTopics(const Limits& limits, const v1::EndEpochsRequest& request) {
  if (static_cast<std::size_t>(request.topics_size()) > limits.batch_events) {
    return base::InvalidArgument("topics", absl::StrCat("must be at most ", limits.batch_events));
  }
  for (const std::string& topic : request.topics()) {
    if (absl::Status status = CheckTopic(limits, topic); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckRef(const Limits& limits, const std::string& ref) {
  return CheckText("ref", ref, limits.presence_ref_bytes);
}

absl::Status CheckTrack(const Limits& limits, const v1::SubscribeRequest::Track& request) {
  const v1::Presence& presence = request.presence();
  absl::Status status = CheckTopic(limits, request.topic());
  if (status.ok()) status = CheckRef(limits, presence.ref());
  if (status.ok()) status = CheckText("key", presence.key(), limits.presence_key_bytes);
  if (!status.ok()) return status;
  if (presence.replaces() == presence.ref()) {
    return base::InvalidArgument("replaces", "must be another presence");
  }
  if (presence.replaces().size() > limits.presence_ref_bytes) {
    return base::InvalidArgument(
        "replaces", absl::StrCat("must be at most ", limits.presence_ref_bytes, " bytes"));
  }
  if (presence.meta().ByteSizeLong() <= limits.presence_meta_bytes) return absl::OkStatus();
  return base::InvalidArgument(
      "meta", absl::StrCat("must be at most ", limits.presence_meta_bytes, " bytes"));
}

absl::StatusOr<int> ReadLimit(const v1::ReadRequest& request) {
  if (request.limit() == 0) return kDefaultReadLimit;
  if (request.limit() > 0 && request.limit() <= kMaxReadLimit) return request.limit();
  return base::InvalidArgument("limit", absl::StrCat("must be 1 to ", kMaxReadLimit));
}

}  // namespace lossy::notifications
