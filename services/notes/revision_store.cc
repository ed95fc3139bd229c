#include "services/notes/revision_store.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/shared/text/enum_name.h"

namespace lossy::notes {
namespace {

using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// Copies the present content of the note into `note_revisions`.
absl::Status KeepContent(Transaction& transaction, const std::string& user_id,
                         const std::string& note_id) {
  static const std::string kSql =
      absl::StrCat("INSERT INTO note_revisions (user_id, note_id, revision, revised_at, ",
                   ContentColumns().Written(),
                   ") SELECT user_id, id, revision, coalesce(revised_at, inserted_at), ",
                   ContentColumns().Selected(), " FROM notes WHERE user_id = $1 AND id = $2");
  return transaction.Query(kSql, {user_id, note_id}).status();
}

}  // namespace

absl::StatusOr<NoteRow> LockNote(Transaction& transaction, const std::string& user_id,
                                 const std::string& note_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", NoteColumns(),
                   " FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE");
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, note_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  RowReader reader(*rows, 0);
  return ReadNote(reader);
}

absl::StatusOr<v1::Note> ReviseNote(Transaction& transaction, const std::string& user_id,
                                    const std::string& note_id, const Content& content,
                                    int former_revisions) {
  // By the clock rather than the transaction's start, so that times are in the revisions' order.
  static const std::string kRevise =
      absl::StrCat("UPDATE notes SET ", ContentColumns().Assignments(3),
                   ", revision = revision + 1, revised_at = clock_timestamp(), "
                   "updated_at = clock_timestamp() WHERE user_id = $1 AND id = $2 RETURNING ",
                   NoteColumns());
  static constexpr char kForget[] = R"sql(
      DELETE FROM note_revisions
      WHERE user_id = $1 AND note_id = $2 AND revision > 1 AND revision < $3)sql";
  const absl::Status kept = KeepContent(transaction, user_id, note_id);
  if (!kept.ok()) return kept;
  std::vector<Param> params = {user_id, note_id};
  ContentColumns().Bind(content, &params);
  absl::StatusOr<v1::Note> note = ToOneNote(transaction.Query(kRevise, params));
  if (!note.ok()) return note;
  const absl::Status forgotten =
      transaction.Query(kForget, {user_id, note_id, note->revision() - former_revisions}).status();
  if (!forgotten.ok()) return forgotten;
  return note;
}

absl::StatusOr<v1::Note> SetStatus(Transaction& transaction, const std::string& user_id,
                                   const std::string& note_id, v1::NoteStatus status) {
  static const std::string kSql =
      absl::StrCat("UPDATE notes SET status = $3, updated_at = clock_timestamp() ",
                   "WHERE user_id = $1 AND id = $2 RETURNING ", NoteColumns());
  return ToOneNote(transaction.Query(kSql, {user_id, note_id, services::EnumName(status)}));
}

absl::StatusOr<Content> FormerContent(Transaction& transaction, const std::string& user_id,
                                      const std::string& note_id, int revision) {
  static const std::string kSql =
      absl::StrCat("SELECT ", ContentColumns().Selected(), " FROM note_revisions ",
                   "WHERE user_id = $1 AND note_id = $2 AND revision = $3");
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, note_id, revision});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Revision not found");
  RowReader reader(*rows, 0);
  return ContentColumns().Read(reader);
}

absl::StatusOr<std::vector<v1::NoteRevision>> ListRevisions(base::pg::Pool& pool,
                                                            const std::string& user_id,
                                                            const std::string& note_id) {
  static const std::string kSql = absl::StrCat(
      "WITH present AS (SELECT ", PresentRevisionColumns(),
      " FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL) "
      "SELECT * FROM present UNION ALL SELECT ",
      RevisionColumns(),
      " FROM note_revisions WHERE user_id = $1 AND note_id = $2 AND EXISTS (TABLE present) "
      "ORDER BY revision DESC");
  const absl::StatusOr<Rows> rows = pool.Query(kSql, {user_id, note_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  return ReadRevisions(*rows);
}

}  // namespace lossy::notes
