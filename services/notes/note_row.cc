#include "services/notes/note_row.h"

#include <string>

#include "base/error/error.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/enum_name.h"
#include "services/shared/text/timestamp.h"

namespace lossy::notes {

using base::pg::Rows;
using services::ParseEnum;

v1::Note ToNote(const Rows& rows, int row) {
  v1::Note note;
  note.set_id(std::string(rows.Text(row, kIdColumn)));
  if (!rows.IsNull(row, 1)) note.set_video_id(std::string(rows.Text(row, 1)));
  note.set_text(std::string(rows.Text(row, 2)));
  if (!rows.IsNull(row, 3)) note.set_raw_transcript(std::string(rows.Text(row, 3)));
  note.set_timestamp_seconds(rows.Double(row, kSecondsColumn));
  note.set_category(ParseEnum<v1::NoteCategory>(rows.Text(row, 5)));
  if (!rows.IsNull(row, 6)) note.set_confidence(services::RoundConfidence(rows.Double(row, 6)));
  note.set_status(ParseEnum<v1::NoteStatus>(rows.Text(row, 7)));
  note.set_enrichment_source(ParseEnum<v1::EnrichmentSource>(rows.Text(row, 8)));
  *note.mutable_inserted_at() = services::ToTimestamp(rows.Time(row, kInsertedColumn));
  *note.mutable_timestamp() = note.inserted_at();
  *note.mutable_updated_at() = services::ToTimestamp(rows.Time(row, 10));
  if (!rows.IsNull(row, 11)) note.set_heard_by(std::string(rows.Text(row, 11)));
  if (!rows.IsNull(row, 12)) note.set_written_by(std::string(rows.Text(row, 12)));
  note.set_revision(static_cast<int>(rows.Int(row, 13)));
  if (!rows.IsNull(row, 14)) {
    v1::VisualContext& seen = *note.mutable_visual_context();
    seen.set_timestamp(rows.Double(row, 14));
    seen.set_source(ParseEnum<v1::EmbeddingSource>(rows.Text(row, 15)));
    seen.set_device(std::string(rows.Text(row, 16)));
  }
  return note;
}

absl::StatusOr<v1::Note> ToOneNote(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  return ToNote(*rows, 0);
}

}  // namespace lossy::notes
