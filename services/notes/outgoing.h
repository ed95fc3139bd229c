#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The kind of what QueueTouch queues; the target is the video, the payload a TouchVideoRequest
// without a request_id.
inline constexpr absl::string_view kTouchVideo = "touch_video";

// Queues what happened to a note for those who follow the caller's notes and, unless it is empty,
// those of the video.
absl::Status QueueNoteEvent(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& video_id, const v1::NoteEvent& event);

// The same, for a note that has changed.
absl::Status QueueNoteUpdated(base::pg::Transaction& transaction, const base::Caller& caller,
                              const v1::Note& note);

// Queues that the video was worked on and now has so many notes.
absl::Status QueueTouch(base::pg::Transaction& transaction, const base::Caller& caller,
                        const std::string& video_id, std::int64_t note_count);

}  // namespace lossy::notes
