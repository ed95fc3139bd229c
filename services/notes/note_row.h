#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/pg/columns.h"
#include "base/pg/rows.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"

namespace lossy::notes {

// The columns of `notes` and `note_revisions`, named once for every statement and reader.

// A row of `notes`: the note as clients read it, and its content as a revision keeps it.
struct NoteRow {
  v1::Note note;
  Content content;
};

// The columns that both tables have for a Content. The SELECT list equals the INSERT list.
const base::pg::Columns<Content>& ContentColumns();

// The parameters of the written columns of many Contents, from $`first` on, each an array with one
// value for each Content: "$3::text[], $4::double precision[]".
std::string ContentArrays(int first);

// The SELECT list of a NoteRow, for statements FROM or INTO `notes`.
const std::string& NoteColumns();
// The same for an INSERT INTO `notes`: a new note has no embedding yet.
const std::string& NewNoteColumns();
// Reads the next values of `reader`, which must be those of NoteColumns.
NoteRow ReadNote(base::pg::RowReader& reader);
// Reads the first row of a statement that selects NoteColumns first. NOT_FOUND if there is no row.
absl::StatusOr<v1::Note> ToOneNote(const absl::StatusOr<base::pg::Rows>& rows);

// The SELECT list of a revision, FROM `note_revisions`, and of the present one, FROM `notes`.
const std::string& RevisionColumns();
const std::string& PresentRevisionColumns();
// Reads all rows of a statement that selects either of them.
std::vector<v1::NoteRevision> ReadRevisions(const base::pg::Rows& rows);

// The assignments of an UPDATE of `notes` that erase what a user said: "text = '-', …". A column of
// the content that may contain words, or follow from them, must be among them.
extern const char kErasedContent[];

}  // namespace lossy::notes
