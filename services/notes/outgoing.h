#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/outbox/outbox.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The outbox kind of QueueTouch. The target is the video; the payload is a TouchVideoRequest
// without a request_id.
inline constexpr absl::string_view kTouchVideo = "touch_video";

// Return the items that QueueNoteEvent and QueueTouch queue, without a trace.
std::vector<base::Outgoing> NoteEventItems(const base::Caller& caller, const std::string& video_id,
                                           const v1::NoteEvent& event);
base::Outgoing TouchItem(const base::Caller& caller, const std::string& video_id,
                         std::int64_t note_count);

// Queues an event of a note for the subscribers of the caller's notes and, unless `video_id` is
// empty, of the video's notes.
absl::Status QueueNoteEvent(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& video_id, const v1::NoteEvent& event);

// Queues the event of a changed note.
absl::Status QueueNoteUpdated(base::pg::Transaction& transaction, const base::Caller& caller,
                              const v1::Note& note);

// Queues the event of a deleted video for the subscribers of the video's notes.
absl::Status QueueVideoDeleted(base::pg::Transaction& transaction, const base::Caller& caller,
                               const std::string& video_id);

// Queues a TouchVideo call with the video's new number of notes.
absl::Status QueueTouch(base::pg::Transaction& transaction, const base::Caller& caller,
                        const std::string& video_id, std::int64_t note_count);

}  // namespace lossy::notes
