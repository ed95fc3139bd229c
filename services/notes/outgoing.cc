#include "services/notes/outgoing.h"

#include "base/outbox/outbox.h"
#include "lossy/video/v1/video.pb.h"
#include "services/shared/pubsub_topics/topics.h"

namespace lossy::notes {

absl::Status QueueNoteEvent(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& video_id, const v1::NoteEvent& event) {
  const std::string& user_id = caller.identity.user_id;
  if (!video_id.empty()) {
    absl::Status queued = base::QueueEvent(transaction, services::VideoTopic(video_id), event,
                                           user_id, caller.request_id);
    if (!queued.ok()) return queued;
  }
  return base::QueueEvent(transaction, services::UserTopic(user_id), event, user_id,
                          caller.request_id);
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
  video::v1::TouchVideoRequest touch;
  touch.set_video_id(video_id);
  touch.set_note_count(note_count);
  return base::Queue(transaction, {.id = {},
                                   .kind = std::string(kTouchVideo),
                                   .target = video_id,
                                   .user_id = caller.identity.user_id,
                                   .request_id = caller.request_id,
                                   .payload = touch.SerializeAsString()});
}

}  // namespace lossy::notes
