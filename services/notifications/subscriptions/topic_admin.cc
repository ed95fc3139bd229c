#include "services/notifications/subscriptions/topic_admin.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/time/timestamp.h"
#include "services/notifications/events/event.h"

namespace lossy::notifications {
namespace {

constexpr int kMostEvents = 100;
constexpr std::size_t kMostKeys = 100;

// Returns the full name of the type of an Any.
std::string TypeOf(const google::protobuf::Any& event) {
  const std::string& url = event.type_url();
  return url.substr(url.rfind('/') + 1);
}

void AddEvent(const LoggedEvent& logged, bool shows_payload,
              admin::v1::GetTopicResponse* response) {
  const v1::Event event = Decode(logged);
  admin::v1::TopicEvent& added = *response->add_tail();
  added.set_offset(event.position().offset());
  added.set_event_id(event.event_id());
  added.set_type(TypeOf(event.event()));
  added.set_bytes(static_cast<std::int64_t>(event.event().value().size()));
  if (shows_payload) added.set_payload(event.event().value());
  if (logged.origin.changed_us == 0) return;
  *added.mutable_changed_at() = base::ToTimestamp(absl::FromUnixMicros(logged.origin.changed_us));
}

}  // namespace

absl::Status TopicAdmin::GetTopic(const admin::v1::GetTopicRequest& request,
                                  admin::v1::GetTopicResponse* response) {
  const std::string& name = request.topic();
  if (absl::Status status = validator_.CheckTopic(name); !status.ok()) return status;
  if (request.tail() < 0 || request.tail() > kMostEvents) {
    return base::InvalidArgument("tail", "must be 0 to 100");
  }
  // The oldest event gives the head, too.
  const absl::StatusOr<TopicLog::Range> oldest = log_.Read(name, absl::nullopt, 1);
  if (!oldest.ok()) return oldest.status();
  response->set_topic(name);
  response->set_epoch(oldest->head.epoch());
  response->set_head(oldest->head.offset());
  if (!oldest->events.empty()) {
    response->set_oldest(oldest->events.front()->position.offset());
    response->set_kept(response->head() - response->oldest() + 1);
  }
  response->set_subscribers(static_cast<std::int64_t>(hub_.Subscribers(name)));
  PresenceTracker::TopicState present = presences_.Describe(name);
  response->set_presences(static_cast<std::int64_t>(present.presences));
  if (present.keys.size() > kMostKeys) present.keys.resize(kMostKeys);
  for (std::string& key : present.keys) response->add_presence_keys(std::move(key));
  const auto count = std::min<std::int64_t>(request.tail(), response->kept());
  if (count == 0) return absl::OkStatus();
  const absl::StatusOr<TopicLog::Range> tail =
      ReadTail(name, oldest->head, static_cast<int>(count));
  if (!tail.ok()) return tail.status();
  for (const EventPtr& event : tail->events) AddEvent(*event, request.show_payloads(), response);
  return absl::OkStatus();
}

absl::StatusOr<TopicLog::Range> TopicAdmin::ReadTail(const std::string& topic,
                                                     const v1::Position& head, int count) {
  v1::Position before = head;
  before.set_offset(head.offset() - count);
  // The run belongs to the head alone.
  before.clear_run();
  absl::StatusOr<TopicLog::Range> tail = log_.Read(topic, before, count);
  // The log has dropped its oldest events meanwhile.
  if (absl::IsOutOfRange(tail.status())) tail = log_.Read(topic, absl::nullopt, count);
  return tail;
}

}  // namespace lossy::notifications
