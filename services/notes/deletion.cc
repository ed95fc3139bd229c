#include "services/notes/deletion.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/note_row.h"
#include "services/notes/note_store.h"
#include "services/notes/outgoing.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/pubsub_topics/topics.h"

namespace lossy::notes {
namespace {

using base::Caller;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

constexpr char kAgent[] = "agent";

// Deletes the rows of a note in other tables.
absl::Status DeleteRowsOfNote(Transaction& transaction, const std::string& user_id,
                              const std::string& note_id) {
  static constexpr char kEmbedding[] = "DELETE FROM embeddings WHERE user_id = $1 AND note_id = $2";
  static constexpr char kRevisions[] =
      "DELETE FROM note_revisions WHERE user_id = $1 AND note_id = $2";
  for (const char* sql : {kEmbedding, kRevisions}) {
    const absl::Status deleted = transaction.Query(sql, {user_id, note_id}).status();
    if (!deleted.ok()) return deleted;
  }
  return services::DeleteCopies(transaction, user_id, {note_id});
}

absl::Status QueueForget(Transaction& transaction, const Caller& caller, const DeletedNote& note) {
  privacy::v1::ForgetRequest request;
  request.mutable_note()->set_id(note.id);
  request.mutable_note()->set_request_id(note.request_id);
  return services::QueueForget(transaction, caller, kAgent, note.id, request);
}

}  // namespace

absl::StatusOr<absl::optional<DeletedNote>> EmptyNote(Transaction& transaction,
                                                      const std::string& user_id,
                                                      const std::string& note_id) {
  static const std::string kErase =
      absl::StrCat("UPDATE notes SET deleted_at = now(), updated_at = now(), ", kErasedContent,
                   " WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL "
                   "RETURNING id, video_id, request_id");
  const absl::StatusOr<Rows> emptied = transaction.Query(kErase, {user_id, note_id});
  if (!emptied.ok()) return emptied.status();
  if (emptied->empty()) {
    const absl::StatusOr<Rows> tombstone =
        transaction.Query("SELECT 1 FROM notes WHERE user_id = $1 AND id = $2", {user_id, note_id});
    if (!tombstone.ok()) return tombstone.status();
    if (tombstone->empty()) return base::NotFound("Note not found");
    return absl::optional<DeletedNote>();
  }
  RowReader reader(*emptied, 0);
  DeletedNote note{.id = reader.Next<std::string>(),
                   .video_id = reader.Next<absl::optional<std::string>>(),
                   .request_id = reader.Next<std::string>()};
  const absl::Status deleted = DeleteRowsOfNote(transaction, user_id, note.id);
  if (!deleted.ok()) return deleted;
  return absl::make_optional(std::move(note));
}

absl::StatusOr<int> EmptyDeletedNotes(Transaction& transaction, int limit) {
  static const std::string kErase = absl::StrCat("UPDATE notes SET ", kErasedContent, R"sql(
      WHERE (user_id, id) IN (
        SELECT user_id, id FROM notes WHERE deleted_at IS NOT NULL AND text <> '-'
        LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING id, request_id, user_id)sql");
  const absl::StatusOr<Rows> emptied = transaction.Query(kErase, {limit});
  if (!emptied.ok()) return emptied.status();
  for (int i = 0; i < emptied->size(); ++i) {
    RowReader reader(*emptied, i);
    const DeletedNote note{
        .id = reader.Next<std::string>(), .video_id = {}, .request_id = reader.Next<std::string>()};
    Caller owner;
    owner.identity.user_id = reader.Next<std::string>();
    owner.request_id = "deleted-before";
    absl::Status done = DeleteRowsOfNote(transaction, owner.identity.user_id, note.id);
    if (done.ok()) done = QueueForget(transaction, owner, note);
    if (!done.ok()) return done;
  }
  return emptied->size();
}

absl::Status QueueDeletionEvents(Transaction& transaction, const Caller& caller,
                                 absl::Span<const DeletedNote> notes) {
  if (notes.empty()) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const DeletedNote& note : notes) ids.push_back(note.id);
  std::vector<std::string> topics = {services::UserTopic(caller.identity.user_id)};
  if (notes[0].video_id) topics.push_back(services::VideoTopic(*notes[0].video_id));
  for (const std::string& topic : topics) {
    const absl::Status queued = services::QueueRedaction(transaction, caller, topic, ids);
    if (!queued.ok()) return queued;
  }
  for (const DeletedNote& note : notes) {
    v1::NoteEvent event;
    event.mutable_note_deleted()->set_id(note.id);
    if (note.video_id) event.mutable_note_deleted()->set_video_id(*note.video_id);
    const absl::Status queued =
        QueueNoteEvent(transaction, caller, note.video_id.value_or(""), event);
    if (!queued.ok()) return queued;
  }
  return absl::OkStatus();
}

absl::Status QueueDeletion(Transaction& transaction, const Caller& caller,
                           const DeletedNote& note) {
  absl::StatusOr<std::int64_t> count = 0;
  if (note.video_id) {
    count = AddToNoteCount(transaction, caller.identity.user_id, *note.video_id, -1);
    if (!count.ok()) return count.status();
  }
  absl::Status queued = QueueDeletionEvents(transaction, caller, {note});
  if (queued.ok() && note.video_id) {
    queued = QueueTouch(transaction, caller, *note.video_id, *count);
  }
  return queued.ok() ? QueueForget(transaction, caller, note) : queued;
}

absl::StatusOr<absl::optional<std::string>> PreventCreation(Transaction& transaction,
                                                            const std::string& user_id,
                                                            const std::string& request_id) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO notes (user_id, id, request_id, timestamp_seconds, text, category, deleted_at)
      VALUES ($1, $2, $3, 0, '-', 'general', now())
      ON CONFLICT (user_id, request_id) DO NOTHING)sql";
  const absl::StatusOr<Rows> prevented =
      transaction.Query(kSql, {user_id, base::NewUuid(), request_id});
  if (!prevented.ok()) return prevented.status();
  if (prevented->affected() > 0) return absl::optional<std::string>();
  const absl::StatusOr<Rows> made = transaction.Query(
      "SELECT id FROM notes WHERE user_id = $1 AND request_id = $2", {user_id, request_id});
  if (!made.ok()) return made.status();
  return made->empty() ? absl::optional<std::string>() : made->OptionalText(0, 0);
}

absl::Status CloseVideo(Transaction& transaction, const std::string& user_id,
                        const std::string& video_id) {
  return transaction
      .Query(R"sql(
          INSERT INTO note_counts AS c (user_id, video_id, note_count, closed_at)
          VALUES ($1, $2, 0, now())
          ON CONFLICT (user_id, video_id) DO UPDATE SET closed_at = now())sql",
             {user_id, video_id})
      .status();
}

absl::StatusOr<std::vector<DeletedNote>> EmptyNotesOfVideo(Transaction& transaction,
                                                           const std::string& user_id,
                                                           const std::string& video_id, int limit) {
  const absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT id FROM notes WHERE user_id = $1 AND video_id = $2 AND deleted_at IS NULL "
      "ORDER BY id LIMIT $3 FOR UPDATE",
      {user_id, video_id, limit});
  if (!rows.ok()) return rows.status();
  std::vector<DeletedNote> emptied;
  for (int i = 0; i < rows->size(); ++i) {
    absl::StatusOr<absl::optional<DeletedNote>> note =
        EmptyNote(transaction, user_id, std::string(rows->Text(i, 0)));
    if (!note.ok()) return note.status();
    if (*note) emptied.push_back(**std::move(note));
  }
  return emptied;
}

}  // namespace lossy::notes
