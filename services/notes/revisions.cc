#include "services/notes/revisions.h"

#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "services/notes/change.h"
#include "services/notes/content.h"
#include "services/notes/note_fields.h"
#include "services/notes/outgoing.h"
#include "services/notes/revision_store.h"
#include "services/shared/text/check_id.h"

namespace lossy::notes {
namespace {

using base::Caller;
using base::pg::Transaction;

template <typename Request>
absl::Status CheckRequest(const Request& request) {
  if (absl::Status id = services::CheckId("note_id", request.note_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  if (request.expected_revision() >= 0) return absl::OkStatus();
  return base::InvalidArgument("expected_revision", "must not be negative");
}

// Locks and returns the note. ABORTED unless it has the revision that the request expects.
template <typename Request>
absl::StatusOr<NoteRow> LockExpected(Transaction& transaction, const Caller& caller,
                                     const Request& request) {
  absl::StatusOr<NoteRow> current =
      LockNote(transaction, caller.identity.user_id, request.note_id());
  if (!current.ok()) return current;
  const int expected = request.expected_revision();
  if (expected == 0 || expected == current->note.revision()) return current;
  return absl::AbortedError("The note was changed in between");
}

// Makes the change, if there is one, and queues its event.
absl::Status Change(Transaction& transaction, const Caller& caller, const NoteRow& current,
                    const Content& content, v1::NoteStatus status, const Revisions::Limits& limits,
                    v1::Note* result) {
  const std::string& user_id = caller.identity.user_id;
  absl::StatusOr<v1::Note> note = current.note;
  const bool status_changes = status != note->status();
  const bool content_changes = content != current.content;
  if (status_changes) note = SetStatus(transaction, user_id, note->id(), status);
  if (note.ok() && content_changes) {
    note = ReviseNote(transaction, user_id, current.note.id(), content, limits.former_revisions);
    absl::Status fits = note.ok()
                            ? CheckQuotas(transaction, user_id, Added::kRevision, limits.quotas)
                            : absl::OkStatus();
    if (!fits.ok()) return fits;
  }
  if (!note.ok()) return note.status();
  *result = *std::move(note);
  return status_changes || content_changes ? QueueNoteUpdated(transaction, caller, *result)
                                           : absl::OkStatus();
}

absl::Status UpdateBy(Transaction& transaction, const Caller& caller,
                      const v1::UpdateNoteRequest& change, const Revisions::Limits& limits,
                      v1::Note* result) {
  absl::StatusOr<NoteRow> current = LockExpected(transaction, caller, change);
  if (!current.ok()) return current.status();
  Content content = Changed(current->content, change);
  if (change.has_end_seconds()) {
    const auto end = ToEnd(change.end_seconds(), current->note.timestamp_seconds());
    if (!end.ok()) return end.status();
    content.end_seconds = *end;
  }
  const bool by_user = caller.identity.role == base::Role::kUser && !change.has_written_by();
  if (by_user && content.text != current->content.text) content.written_by = kWrittenByUser;
  const v1::NoteStatus status =
      change.status() == v1::NOTE_STATUS_UNSPECIFIED ? current->note.status() : change.status();
  return Change(transaction, caller, *current, content, status, limits, result);
}

absl::Status RevertBy(Transaction& transaction, const Caller& caller,
                      const v1::RevertNoteRequest& request, const Revisions::Limits& limits,
                      v1::Note* result) {
  absl::StatusOr<NoteRow> current = LockExpected(transaction, caller, request);
  if (!current.ok()) return current.status();
  const v1::Note& note = current->note;
  if (!request.has_revision() && note.revision() == 1) {
    return absl::FailedPreconditionError("The note never said anything else");
  }
  const int wanted = request.has_revision() ? request.revision() : note.revision() - 1;
  absl::StatusOr<Content> content = current->content;
  if (wanted != note.revision()) {
    content = FormerContent(transaction, caller.identity.user_id, note.id(), wanted);
    if (!content.ok()) return content.status();
  }
  return Change(transaction, caller, *current, *content, note.status(), limits, result);
}

}  // namespace

absl::Status Revisions::Write(const Caller& caller, const char* method,
                              const std::string& request_id, google::protobuf::Message* response,
                              absl::FunctionRef<absl::Status(Transaction&)> work) {
  const base::RequestKey key{
      .user_id = caller.identity.user_id, .method = method, .request_id = request_id};
  return base::Once(pool_, key, response, work);
}

absl::Status Revisions::Update(const Caller& caller, const v1::UpdateNoteRequest& request,
                               v1::UpdateNoteResponse* response) {
  if (absl::Status fit = CheckRequest(request); !fit.ok()) return fit;
  absl::StatusOr<v1::UpdateNoteRequest> change = ToChange(request);
  if (!change.ok()) return change.status();
  return Write(caller, "UpdateNote", request.request_id(), response, [&](Transaction& transaction) {
    return UpdateBy(transaction, caller, *change, limits_, response->mutable_note());
  });
}

absl::Status Revisions::List(const Caller& caller, const v1::ListNoteRevisionsRequest& request,
                             v1::ListNoteRevisionsResponse* response) {
  if (absl::Status id = services::CheckId("note_id", request.note_id()); !id.ok()) return id;
  absl::StatusOr<std::vector<v1::NoteRevision>> revisions =
      ListRevisions(pool_, caller.identity.user_id, request.note_id());
  if (!revisions.ok()) return revisions.status();
  for (v1::NoteRevision& revision : *revisions) *response->add_revisions() = std::move(revision);
  return absl::OkStatus();
}

absl::Status Revisions::Revert(const Caller& caller, const v1::RevertNoteRequest& request,
                               v1::RevertNoteResponse* response) {
  if (absl::Status fit = CheckRequest(request); !fit.ok()) return fit;
  if (request.has_revision() && request.revision() < 1) {
    return base::InvalidArgument("revision", "must be at least 1");
  }
  return Write(caller, "RevertNote", request.request_id(), response, [&](Transaction& transaction) {
    return RevertBy(transaction, caller, request, limits_, response->mutable_note());
  });
}

}  // namespace lossy::notes
