#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/sync/mutex.h"
#include "services/agent/pipeline/notes_api.h"

namespace lossy::agent {

// A fake of NotesApi in memory, with one note for each request id, as in the notes service. The
// calls are thread-safe. A test may access the members only while no call is in progress.
class FakeNotesApi final : public NotesApi {
 public:
  absl::StatusOr<notes::v1::Note> Create(const std::string& user_id, const std::string&,
                                         const notes::v1::CreateNoteRequest& request) override {
    base::MutexLock lock(mutex_);
    ++calls;
    if (!failure.ok()) return failure;
    if (request.text().size() > 10'000 || request.raw_transcript().size() > 10'000) {
      return base::InvalidArgument("text", "must be at most 10000 bytes");
    }
    notes::v1::Note& note = notes[request.request_id()];
    if (note.revision() > 0) return note;
    note.set_id(request.request_id());
    note.set_text(request.text());
    note.set_category(request.category());
    note.set_confidence(request.confidence());
    note.set_timestamp_seconds(request.timestamp_seconds());
    note.set_heard_by(request.heard_by());
    note.set_written_by(request.written_by());
    note.set_status(notes::v1::NOTE_STATUS_GHOST);
    if (request.has_frame()) {
      note.mutable_visual_context()->set_timestamp(request.frame().timestamp());
      note.mutable_visual_context()->set_device(request.frame().device());
    }
    note.set_revision(1);
    users.push_back(user_id);
    return note;
  }

  absl::StatusOr<notes::v1::Note> Update(const std::string&, const std::string&,
                                         const notes::v1::UpdateNoteRequest& request) override {
    base::MutexLock lock(mutex_);
    ++calls;
    if (!failure.ok()) return failure;
    if (request.written_by().size() > 64 ||
        (!refused_name.empty() && request.written_by() == refused_name)) {
      return base::InvalidArgument("written_by", "is refused");
    }
    const auto found = notes.find(request.note_id());
    if (found == notes.end()) return base::NotFound("Note not found");
    notes::v1::Note& note = found->second;
    if (request.expected_revision() != 0 && request.expected_revision() != note.revision()) {
      return absl::AbortedError("changed meanwhile");
    }
    note.set_text(request.text());
    note.set_written_by(request.written_by());
    note.set_enrichment_source(request.enrichment_source());
    note.set_revision(note.revision() + 1);
    return note;
  }

  absl::StatusOr<notes::v1::Note> Get(const std::string&, const std::string&,
                                      const std::string& note_id) override {
    base::MutexLock lock(mutex_);
    const auto found = notes.find(note_id);
    if (found == notes.end()) return base::NotFound("Note not found");
    return found->second;
  }

  absl::StatusOr<notes::v1::CountDeletedNotesResponse> CountDeleted(const std::string&,
                                                                    const std::string&,
                                                                    const std::string&) override {
    base::MutexLock lock(mutex_);
    ++calls;
    if (!failure.ok()) return failure;
    return deleted;
  }

  absl::Status failure;      // If not OK, calls except Get return it.
  std::string refused_name;  // The writer that is refused; empty for none.
  int calls = 0;
  std::map<std::string, notes::v1::Note> notes;  // By id.
  std::vector<std::string> users;                // The user of each created note.
  notes::v1::CountDeletedNotesResponse deleted;

 private:
  base::Mutex mutex_;
};

}  // namespace lossy::agent
