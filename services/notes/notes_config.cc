#include "services/notes/notes_config.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/rpc/target.h"

ABSL_FLAG(std::string, video, "127.0.0.1:4101",
          "Address of the video service; several comma-separated");
ABSL_FLAG(std::string, agent, "127.0.0.1:4102",
          "Address of the agent, which deletes the words that deleted notes were made of; several "
          "comma-separated");
ABSL_FLAG(int, video_call_ms, 2000, "Longest time for an answer of the video service, in ms");
ABSL_FLAG(std::uint32_t, owned_videos, 10'000, "Most videos whose owner is remembered; 0: none");
ABSL_FLAG(int, owned_videos_seconds, 60,
          "Time for which a video's owner is remembered, in seconds");
ABSL_FLAG(std::int64_t, user_notes, 100'000,
          "Most notes of one user, without deleted ones; 0: no limit");
ABSL_FLAG(std::int64_t, user_revisions, 200'000,
          "Most former revisions of all notes of one user; 0: no limit");
ABSL_FLAG(
    std::int64_t, user_note_bytes, 256 << 20,
    "Most bytes of the texts of one user's notes and revisions, and of embeddings; 0: no limit");
ABSL_FLAG(std::int64_t, user_deleted_notes, 100'000,
          "Most deleted notes of one user that are remembered, the newest; 0: no limit");
ABSL_FLAG(int, note_revisions, 100,
          "Most former revisions that are kept of a note, beside its first one");

LOSSY_FLAG_RANGE(video_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(owned_videos, 0, 100'000'000);
LOSSY_FLAG_RANGE(owned_videos_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(user_notes, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_revisions, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_note_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(user_deleted_notes, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(note_revisions, 0, 1'000'000);
LOSSY_FLAG_CHECK(video, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_video)).status(); });
LOSSY_FLAG_CHECK(agent, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_agent)).status(); });

namespace lossy::notes {

NotesConfig NotesConfig::FromFlags() {
  return {.video = absl::GetFlag(FLAGS_video),
          .agent = absl::GetFlag(FLAGS_agent),
          .video_call = absl::Milliseconds(absl::GetFlag(FLAGS_video_call_ms)),
          .owned_videos = {.size = absl::GetFlag(FLAGS_owned_videos),
                           .time = absl::Seconds(absl::GetFlag(FLAGS_owned_videos_seconds))},
          .limits = {.quotas = {.notes = absl::GetFlag(FLAGS_user_notes),
                                .revisions = absl::GetFlag(FLAGS_user_revisions),
                                .note_bytes = absl::GetFlag(FLAGS_user_note_bytes),
                                .deleted_notes = absl::GetFlag(FLAGS_user_deleted_notes)},
                     .former_revisions = absl::GetFlag(FLAGS_note_revisions)}};
}

}  // namespace lossy::notes
