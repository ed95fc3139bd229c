#include "services/notes/outgoing.h"

#include "base/outbox/queue_all.h"
#include "base/trace/continued_trace.h"
#include "lossy/video/v1/video.pb.h"
#include "services/shared/pubsub_topics/topics.h"

namespace lossy::notes {

std::vector<base::Outgoing> NoteEventItems(const base::Caller& caller, const std::string& video_id,
                                           const v1::NoteEvent& event) {
  const std::string& user_id = caller.identity.user_id;
  std::vector<base::Outgoing> items;
  if (!video_id.empty()) {
    items.push_back(
        base::EventItem(services::VideoTopic(video_id), event, user_id, caller.request_id));
  }
  items.push_back(base::EventItem(services::UserTopic(user_id), event, user_id, caller.request_id));
  return items;
}

base::Outgoing TouchItem(const base::Caller& caller, const std::string& video_id,
                         std::int64_t note_count) {
  video::v1::TouchVideoRequest touch;
  touch.set_video_id(video_id);
  touch.set_note_count(note_count);
  return {.id = {},
          .kind = std::string(kTouchVideo),
          .target = video_id,
          .user_id = caller.identity.user_id,
          .request_id = caller.request_id,
          .payload = touch.SerializeAsString()};
}

absl::Status QueueNoteEvent(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& video_id, const v1::NoteEvent& event) {
  std::vector<base::Outgoing> items = NoteEventItems(caller, video_id, event);
  for (base::Outgoing& item : items) item.trace = base::SampledTrace();
  return base::QueueAll(transaction, items);
}

absl::Status QueueNoteUpdated(base::pg::Transaction& transaction, const base::Caller& caller,
                              const v1::Note& note) {
  v1::NoteEvent event;
  *event.mutable_note_updated() = note;
  return QueueNoteEvent(transaction, caller, note.video_id(), event);
}

absl::Status QueueVideoDeleted(base::pg::Transaction& transaction, const base::Caller& caller,
                               const std::string& video_id) {
  v1::NoteEvent event;
  event.mutable_video_deleted()->set_id(video_id);
  return base::QueueEvent(transaction, services::VideoTopic(video_id), event,
                          caller.identity.user_id, caller.request_id);
}

absl::Status QueueTouch(base::pg::Transaction& transaction, const base::Caller& caller,
                        const std::string& video_id, std::int64_t note_count) {
  return base::Queue(transaction, TouchItem(caller, video_id, note_count));
}

}  // namespace lossy::notes
