#pragma once

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "services/notes/notes_fixture.h"
#include "services/notes/revisions.h"

namespace lossy::notes {

// Returns a request that gives the note another text.
inline v1::UpdateNoteRequest Saying(const v1::Note& note, const std::string& text) {
  v1::UpdateNoteRequest request;
  request.set_note_id(note.id());
  request.set_text(text);
  return request;
}

// Returns a request that takes the note back to a revision, or to the one before.
inline v1::RevertNoteRequest BackTo(const v1::Note& note,
                                    absl::optional<int> revision = absl::nullopt) {
  v1::RevertNoteRequest request;
  request.set_note_id(note.id());
  if (revision) request.set_revision(*revision);
  return request;
}

// A fixture for tests of Revisions: NotesTest with functions that change notes.
class RevisionsTest : public NotesTest {
 protected:
  absl::StatusOr<v1::Note> TryUpdate(const base::Caller& caller,
                                     const v1::UpdateNoteRequest& request) {
    v1::UpdateNoteResponse response;
    absl::Status status = revisions_.Update(caller, request, &response);
    if (!status.ok()) return status;
    return response.note();
  }

  v1::Note Update(const v1::UpdateNoteRequest& request) {
    absl::StatusOr<v1::Note> note = TryUpdate(As("ann"), request);
    EXPECT_TRUE(note.ok()) << note.status();
    return note.ok() ? *note : v1::Note();
  }

  absl::StatusOr<v1::Note> TryRevert(const base::Caller& caller,
                                     const v1::RevertNoteRequest& request) {
    v1::RevertNoteResponse response;
    absl::Status status = revisions_.Revert(caller, request, &response);
    if (!status.ok()) return status;
    return response.note();
  }

  v1::Note Revert(const v1::RevertNoteRequest& request) {
    absl::StatusOr<v1::Note> note = TryRevert(As("ann"), request);
    EXPECT_TRUE(note.ok()) << note.status();
    return note.ok() ? *note : v1::Note();
  }

  std::vector<v1::NoteRevision> History(const v1::Note& note) {
    v1::ListNoteRevisionsRequest request;
    request.set_note_id(note.id());
    v1::ListNoteRevisionsResponse response;
    EXPECT_TRUE(revisions_.List(As("ann"), request, &response).ok());
    return {response.revisions().begin(), response.revisions().end()};
  }

  std::vector<std::string> Texts(const v1::Note& note) {
    std::vector<std::string> texts;
    for (const v1::NoteRevision& revision : History(note)) texts.push_back(revision.text());
    return texts;
  }

  Revisions revisions_{pool_};
};

}  // namespace lossy::notes
