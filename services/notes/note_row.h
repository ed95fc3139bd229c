#pragma once

#include "absl/status/statusor.h"
#include "base/pg/rows.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// A column of the note's embedding, looked up by key for each note. Its name is its own, so that
// ORDER BY is not ambiguous.
#define LOSSY_VISUAL_COLUMN(column)                                        \
  "(SELECT e." column                                                      \
  " FROM embeddings AS e WHERE e.user_id = notes.user_id AND e.note_id = " \
  "notes.id) AS seen_" column

// The columns that a query of notes selects, and their order in its rows.
#define LOSSY_NOTE_COLUMNS                                                                 \
  " id, video_id, text, raw_transcript, timestamp_seconds, category, confidence, status, " \
  "enrichment_source, micros(inserted_at), micros(updated_at), heard_by, written_by, "     \
  "revision, " LOSSY_VISUAL_COLUMN("timestamp_seconds") ", " LOSSY_VISUAL_COLUMN(          \
      "source") ", " LOSSY_VISUAL_COLUMN("device") " "
inline constexpr int kIdColumn = 0;
inline constexpr int kSecondsColumn = 4;
inline constexpr int kInsertedColumn = 9;
inline constexpr int kNoteColumns = 17;

v1::Note ToNote(const base::pg::Rows& rows, int row);

// The first one. NOT_FOUND if there is none.
absl::StatusOr<v1::Note> ToOneNote(const absl::StatusOr<base::pg::Rows>& rows);

}  // namespace lossy::notes
