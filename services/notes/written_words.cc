#include "services/notes/written_words.h"

#include <vector>

#include "base/error/error.h"
#include "base/once/once.h"
#include "services/notes/deletion.h"
#include "services/notes/outgoing.h"
#include "services/shared/privacy/erased_users.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/portions.h"
#include "services/shared/pubsub_topics/topics.h"
#include "services/shared/text/check_id.h"

namespace lossy::notes {
namespace {

using base::Caller;
using base::pg::Transaction;

// Most notes of one transaction.
constexpr int kPortion = 100;

// Selects the topics of a user ($1) that have events of notes.
constexpr char kTopics[] = R"sql(
    SELECT 'user:' || $1::text UNION ALL
    SELECT 'video:' || video_id FROM note_counts WHERE user_id = $1)sql";

}  // namespace

absl::Status WrittenWords::Forget(const Caller& caller, const privacy::v1::ForgetRequest& request) {
  absl::Status done = base::InvalidArgument("what", "must be a creation, a video_id or a user");
  if (request.has_creation()) done = ForgetCreation(caller, request.creation().request_id());
  if (request.has_video_id()) done = ForgetVideo(caller, request.video_id());
  if (request.has_user()) done = services::EraseUser(pool_, caller, kTopics);
  return done;
}

absl::Status WrittenWords::Export(const std::string& user_id, services::TakePart take) {
  return services::ExportRows(pool_, user_id, {}, take);
}

absl::Status WrittenWords::ForgetCreation(const Caller& caller, const std::string& request_id) {
  if (request_id.empty()) return base::InvalidArgument("creation.request_id", "is required");
  if (absl::Status id = base::CheckRequestId(request_id); !id.ok()) return id;
  return pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    const std::string& user_id = caller.identity.user_id;
    const auto made = PreventCreation(transaction, user_id, request_id);
    if (!made.ok()) return made.status();
    if (!*made) return absl::OkStatus();
    const auto deleted = EmptyNote(transaction, user_id, **made);
    if (!deleted.ok()) return deleted.status();
    return *deleted ? QueueDeletion(transaction, caller, **deleted) : absl::OkStatus();
  });
}

absl::Status WrittenWords::ForgetVideo(const Caller& caller, const std::string& video_id) {
  if (absl::Status id = services::CheckId("video_id", video_id); !id.ok()) return id;
  const absl::Status closed = pool_.Transaction([&](Transaction& transaction) {
    return CloseVideo(transaction, caller.identity.user_id, video_id);
  });
  if (!closed.ok()) return closed;
  const absl::Status deleted = services::ChangeInPortions(
      pool_, clock_, caller.deadline, kPortion,
      [&](Transaction& transaction) -> absl::StatusOr<int> {
        const absl::StatusOr<std::vector<DeletedNote>> notes =
            EmptyNotesOfVideo(transaction, caller.identity.user_id, video_id, kPortion);
        if (!notes.ok()) return notes.status();
        const absl::Status queued = QueueDeletionEvents(transaction, caller, *notes);
        if (!queued.ok()) return queued;
        return static_cast<int>(notes->size());
      });
  if (!deleted.ok()) return deleted;
  return pool_.Transaction([&](Transaction& transaction) {
    const absl::Status emptied =
        services::QueueRedaction(transaction, caller, services::VideoTopic(video_id), {""});
    return emptied.ok() ? QueueVideoDeleted(transaction, caller, video_id) : emptied;
  });
}

}  // namespace lossy::notes
