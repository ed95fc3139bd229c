#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/admin/admin_answers.h"
#include "lossy/admin/v1/admin.pb.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {

// Answers operators about topics: the log, the subscribers of this process, and the presences.
// Blocks for the log. Thread-safe.
class TopicAdmin final : public base::AdminAnswers {
 public:
  // The arguments must outlive the object.
  TopicAdmin(const RequestValidator& validator, TopicLog& log, Hub& hub, PresenceTracker& presences)
      : validator_(validator), log_(log), hub_(hub), presences_(presences) {}

  // Returns INVALID_ARGUMENT for a name that no topic may have, and the errors of the log.
  absl::Status GetTopic(const admin::v1::GetTopicRequest& request,
                        admin::v1::GetTopicResponse* response) override;

 private:
  // Returns the newest `count` events, fewer if the log keeps fewer.
  absl::StatusOr<TopicLog::Range> ReadTail(const std::string& topic, const v1::Position& head,
                                           int count);

  const RequestValidator& validator_;
  TopicLog& log_;
  Hub& hub_;
  PresenceTracker& presences_;
};

}  // namespace lossy::notifications
