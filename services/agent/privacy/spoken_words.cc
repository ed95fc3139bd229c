#include "services/agent/privacy/spoken_words.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/text/uuid.h"
#include "services/agent/privacy/recording_export.h"
#include "services/agent/privacy/transcript_words.h"
#include "services/shared/privacy/acting_for.h"
#include "services/shared/privacy/erased_users.h"
#include "services/shared/privacy/portions.h"
#include "services/shared/text/check_id.h"

namespace lossy::agent {
namespace {

using base::Caller;
using base::pg::Transaction;

// Transcripts per transaction.
constexpr int kPortion = 100;

// The topics of a user ($1) that contain words.
constexpr char kTopics[] = R"sql(
    SELECT 'session:' || session_id FROM (
      SELECT session_id FROM session_owners WHERE user_id = $1 UNION
      SELECT session_id FROM transcripts WHERE user_id = $1) AS s)sql";

absl::Status EmptyAll(Transaction& transaction, const Caller& caller,
                      absl::Span<const LockedTranscript> transcripts) {
  for (const LockedTranscript& transcript : transcripts) {
    const absl::Status emptied = EmptyTranscript(transaction, caller, transcript);
    if (!emptied.ok()) return emptied;
  }
  return absl::OkStatus();
}

absl::Status EmptyThoseOfNote(Transaction& transaction, const Caller& caller,
                              const privacy::v1::ForgottenNote& note) {
  absl::optional<std::string> made_it;
  if (base::IsUuid(note.request_id())) made_it = note.request_id();
  auto transcripts =
      LockTranscriptsOfNote(transaction, caller.identity.user_id, note.id(), made_it);
  if (!transcripts.ok()) return transcripts.status();
  for (LockedTranscript& transcript : *transcripts) transcript.note_id = note.id();
  return EmptyAll(transaction, caller, *transcripts);
}

absl::Status DeleteHeard(Transaction& transaction, const Caller& caller,
                         const std::string& recording_id) {
  const std::string& user_id = caller.identity.user_id;
  const auto transcripts = LockTranscriptsOfRecording(transaction, user_id, recording_id);
  if (!transcripts.ok()) return transcripts.status();
  if (!transcripts->empty()) return EmptyAll(transaction, caller, *transcripts);
  const absl::StatusOr<bool> deleted = agent::DeleteRecording(transaction, user_id, recording_id);
  if (!deleted.ok()) return deleted.status();
  return *deleted ? absl::OkStatus() : base::NotFound("Recording not found");
}

}  // namespace

absl::Status SpokenWords::Forget(const Caller& caller, const privacy::v1::ForgetRequest& request) {
  absl::Status done = base::InvalidArgument("what", "must be a note, a video_id or a user");
  if (request.has_note()) done = ForgetNote(caller, request.note());
  if (request.has_video_id()) done = ForgetVideo(caller, request.video_id());
  if (request.has_user()) done = services::EraseUser(pool_, caller, kTopics);
  return done;
}

absl::Status SpokenWords::Export(const std::string& user_id, services::TakePart take) {
  const absl::Status rows = services::ExportRows(pool_, user_id, {"audio_chunks"}, take);
  return rows.ok() ? ExportRecordings(pool_, user_id, take) : rows;
}

absl::Status SpokenWords::ForgetNote(const Caller& caller, const privacy::v1::ForgottenNote& note) {
  if (absl::Status id = services::CheckId("note.id", note.id()); !id.ok()) return id;
  return pool_.Transaction(
      [&](Transaction& transaction) { return EmptyThoseOfNote(transaction, caller, note); });
}

absl::Status SpokenWords::ForgetVideo(const Caller& caller, const std::string& video_id) {
  if (absl::Status id = services::CheckId("video_id", video_id); !id.ok()) return id;
  const absl::Status left = pool_.Transaction([&](Transaction& transaction) {
    return LeaveVideo(transaction, caller.identity.user_id, video_id);
  });
  if (!left.ok()) return left;
  return services::ChangeInPortions(pool_, clock_, caller.deadline, kPortion,
                                    [&](Transaction& transaction) -> absl::StatusOr<int> {
                                      const auto transcripts = LockTranscriptsOfVideo(
                                          transaction, caller.identity.user_id, video_id, kPortion);
                                      if (!transcripts.ok()) return transcripts.status();
                                      const absl::Status emptied =
                                          EmptyAll(transaction, caller, *transcripts);
                                      if (!emptied.ok()) return emptied;
                                      return static_cast<int>(transcripts->size());
                                    });
}

absl::Status SpokenWords::DeleteRecording(const Caller& caller,
                                          const v1::DeleteRecordingRequest& request,
                                          v1::DeleteRecordingResponse* response) {
  const absl::StatusOr<Caller> owner = services::ActingFor(caller, request.user_id());
  if (!owner.ok()) return owner.status();
  absl::Status fit = services::CheckId("recording_id", request.recording_id());
  if (fit.ok()) fit = base::CheckRequestId(request.request_id());
  if (!fit.ok()) return fit;
  const base::RequestKey key{.user_id = owner->identity.user_id,
                             .method = "DeleteRecording",
                             .request_id = request.request_id()};
  const absl::Status done = pool_.Transaction([&](Transaction& transaction) {
    return base::Once(transaction, key, response,
                      [&] { return DeleteHeard(transaction, *owner, request.recording_id()); });
  });
  return done;
}

}  // namespace lossy::agent
