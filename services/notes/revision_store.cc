#include "services/notes/revision_store.h"

#include "base/error/error.h"
#include "services/notes/note_row.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/enum_name.h"
#include "services/shared/text/timestamp.h"

namespace lossy::notes {
namespace {

using base::pg::Rows;
using base::pg::Transaction;
using services::EnumName;
using services::ParseEnum;

// The columns that ToContent reads; both tables have them.
#define LOSSY_CONTENT_COLUMNS                                           \
  " text, raw_transcript, category, confidence, heard_by, written_by, " \
  "enrichment_source, visual_timestamp "
constexpr int kContentColumns = 8;

Content ToContent(const Rows& rows, int row, int first) {
  return {.text = std::string(rows.Text(row, first)),
          .raw_transcript = rows.OptionalText(row, first + 1),
          .category = ParseEnum<v1::NoteCategory>(rows.Text(row, first + 2)),
          .confidence = rows.OptionalDouble(row, first + 3),
          .heard_by = rows.OptionalText(row, first + 4),
          .written_by = rows.OptionalText(row, first + 5),
          .enrichment_source = ParseEnum<v1::EnrichmentSource>(rows.Text(row, first + 6)),
          .visual_timestamp = rows.OptionalDouble(row, first + 7)};
}

v1::NoteRevision ToRevision(const Content& content) {
  v1::NoteRevision revision;
  revision.set_text(content.text);
  revision.set_category(content.category);
  if (content.confidence) revision.set_confidence(services::RoundConfidence(*content.confidence));
  if (content.raw_transcript) revision.set_raw_transcript(*content.raw_transcript);
  if (content.heard_by) revision.set_heard_by(*content.heard_by);
  if (content.written_by) revision.set_written_by(*content.written_by);
  revision.set_enrichment_source(content.enrichment_source);
  if (content.visual_timestamp) revision.set_visual_timestamp(*content.visual_timestamp);
  return revision;
}

}  // namespace

absl::StatusOr<Current> LockNote(Transaction& transaction, const std::string& user_id,
                                 const std::string& note_id) {
  static constexpr char kSql[] = "SELECT" LOSSY_NOTE_COLUMNS "," LOSSY_CONTENT_COLUMNS R"sql(
      FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE)sql";
  absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, note_id});
  absl::StatusOr<v1::Note> note = ToOneNote(rows);
  if (!note.ok()) return note.status();
  return Current{.note = *std::move(note), .content = ToContent(*rows, 0, kNoteColumns)};
}

absl::StatusOr<v1::Note> Revise(Transaction& transaction, const std::string& user_id,
                                const std::string& note_id, const Content& content,
                                int former_revisions) {
  static constexpr char kKeep[] =
      "INSERT INTO note_revisions (user_id, note_id, revision, revised_at," LOSSY_CONTENT_COLUMNS
      ") SELECT user_id, id, revision, coalesce(revised_at, inserted_at)," LOSSY_CONTENT_COLUMNS
      "FROM notes WHERE user_id = $1 AND id = $2";
  // The clock rather than the transaction's start, so that times are in the revisions' order.
  static constexpr char kRevise[] = R"sql(
      UPDATE notes SET
        text = $3, raw_transcript = $4, category = $5, confidence = $6, heard_by = $7,
        written_by = $8, enrichment_source = $9, visual_timestamp = $10,
        revision = revision + 1, revised_at = clock_timestamp(), updated_at = clock_timestamp()
      WHERE user_id = $1 AND id = $2
      RETURNING)sql" LOSSY_NOTE_COLUMNS;
  static constexpr char kForget[] = R"sql(
      DELETE FROM note_revisions
      WHERE user_id = $1 AND note_id = $2 AND revision > 1 AND revision < $3)sql";
  if (absl::StatusOr<Rows> kept = transaction.Query(kKeep, {user_id, note_id}); !kept.ok()) {
    return kept.status();
  }
  absl::StatusOr<v1::Note> note = ToOneNote(transaction.Query(
      kRevise, {user_id, note_id, content.text, content.raw_transcript, EnumName(content.category),
                content.confidence, content.heard_by, content.written_by,
                EnumName(content.enrichment_source), content.visual_timestamp}));
  if (!note.ok()) return note;
  absl::StatusOr<Rows> forgotten =
      transaction.Query(kForget, {user_id, note_id, note->revision() - former_revisions});
  if (!forgotten.ok()) return forgotten.status();
  return note;
}

absl::StatusOr<v1::Note> SetStatus(Transaction& transaction, const std::string& user_id,
                                   const std::string& note_id, v1::NoteStatus status) {
  static constexpr char kSql[] = R"sql(
      UPDATE notes SET status = $3, updated_at = clock_timestamp()
      WHERE user_id = $1 AND id = $2
      RETURNING)sql" LOSSY_NOTE_COLUMNS;
  return ToOneNote(transaction.Query(kSql, {user_id, note_id, EnumName(status)}));
}

absl::StatusOr<Content> FormerContent(Transaction& transaction, const std::string& user_id,
                                      const std::string& note_id, int revision) {
  static constexpr char kSql[] = "SELECT" LOSSY_CONTENT_COLUMNS R"sql(
      FROM note_revisions WHERE user_id = $1 AND note_id = $2 AND revision = $3)sql";
  absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, note_id, revision});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Revision not found");
  return ToContent(*rows, 0, 0);
}

absl::StatusOr<std::vector<v1::NoteRevision>> ListRevisions(base::pg::Pool& pool,
                                                            const std::string& user_id,
                                                            const std::string& note_id) {
  static constexpr char kSql[] =
      "WITH present AS (SELECT" LOSSY_CONTENT_COLUMNS
      ", revision, micros(coalesce(revised_at, inserted_at))"
      "  FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL) "
      "SELECT * FROM present UNION ALL "
      "SELECT" LOSSY_CONTENT_COLUMNS
      ", revision, micros(revised_at)"
      "  FROM note_revisions WHERE user_id = $1 AND note_id = $2 AND EXISTS (TABLE present) "
      "ORDER BY revision DESC";
  absl::StatusOr<Rows> rows = pool.Query(kSql, {user_id, note_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  std::vector<v1::NoteRevision> revisions;
  for (int row = 0; row < rows->size(); ++row) {
    v1::NoteRevision& revision = revisions.emplace_back(ToRevision(ToContent(*rows, row, 0)));
    revision.set_revision(static_cast<int>(rows->Int(row, kContentColumns)));
    *revision.mutable_created_at() = services::ToTimestamp(rows->Time(row, kContentColumns + 1));
  }
  return revisions;
}

}  // namespace lossy::notes
