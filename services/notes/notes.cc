#include "services/notes/notes.h"

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/text/cursor.h"
#include "base/text/uuid.h"
#include "services/notes/content.h"
#include "services/notes/deletion.h"
#include "services/notes/draft.h"
#include "services/notes/embedding.h"
#include "services/notes/note_store.h"
#include "services/notes/outgoing.h"
#include "services/notes/page.h"
#include "services/shared/text/check_id.h"
#include "services/shared/usage/usage_report.h"

namespace lossy::notes {
namespace {

using base::Caller;
using base::pg::Transaction;

absl::Status CheckSelf(const Caller& caller, const std::string& user_id) {
  return user_id == caller.identity.user_id
             ? absl::OkStatus()
             : absl::PermissionDeniedError("These are another user's notes");
}

absl::Status DeleteBy(Transaction& transaction, const Caller& caller, const std::string& note_id,
                      const Quotas& quotas) {
  const std::string& user_id = caller.identity.user_id;
  const absl::StatusOr<absl::optional<DeletedNote>> deleted =
      EmptyNote(transaction, user_id, note_id);
  if (!deleted.ok()) return deleted.status();
  if (!deleted->has_value()) return absl::OkStatus();
  absl::Status forgotten = ForgetDeletedNotes(transaction, user_id, quotas.deleted_notes);
  return forgotten.ok() ? QueueDeletion(transaction, caller, **deleted) : forgotten;
}

absl::Status EnrichBy(Transaction& transaction, const Caller& caller, const std::string& note_id,
                      const Embedding& embedding, const Quotas& quotas, v1::Note* result) {
  const std::string& user_id = caller.identity.user_id;
  absl::StatusOr<v1::Note> note = StoreEmbedding(transaction, user_id, note_id, embedding);
  if (!note.ok()) return note.status();
  absl::Status fits = CheckQuotas(transaction, user_id, Added::kEmbedding, quotas);
  if (!fits.ok()) return fits;
  *result = *std::move(note);
  return QueueNoteUpdated(transaction, caller, *result);
}

template <typename Response>
absl::Status FillListing(absl::StatusOr<Listing> listing, Response* response) {
  if (!listing.ok()) return listing.status();
  for (v1::Note& note : listing->notes) *response->add_notes() = std::move(note);
  if (!listing->next.empty()) {
    response->set_next_cursor(base::EncodeCursor({listing->next[0], listing->next[1]}));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Notes::CheckVideo(const Caller& caller, const std::string& video_id) {
  if (absl::Status id = services::CheckId("video_id", video_id); !id.ok()) return id;
  return videos_.CheckOwn(caller, video_id);
}

absl::Status Notes::JoinVideo(const Caller& caller, const v1::JoinVideoNotesRequest& request) {
  // The topic's name contains the client's spelling of the id, and events use one spelling only.
  if (request.video_id() != absl::AsciiStrToLower(request.video_id())) {
    return base::InvalidArgument("video_id", "must be a UUID in lower case");
  }
  return CheckVideo(caller, request.video_id());
}

absl::Status Notes::JoinUser(const Caller& caller, const v1::JoinUserNotesRequest& request) {
  return CheckSelf(caller, request.user_id());
}

absl::Status Notes::ListOfVideo(const Caller& caller, const v1::ListVideoNotesRequest& request,
                                v1::ListVideoNotesResponse* response) {
  absl::StatusOr<TimelinePage> page = ToPage(request);
  if (!page.ok()) return page.status();
  if (absl::Status own = CheckVideo(caller, request.video_id()); !own.ok()) return own;
  return FillListing(ListNotesOfVideo(pool_, caller.identity.user_id, request.video_id(), *page),
                     response);
}

absl::Status Notes::List(const Caller& caller, const v1::ListNotesRequest& request,
                         v1::ListNotesResponse* response) {
  absl::StatusOr<NewestPage> page = ToPage(request);
  if (!page.ok()) return page.status();
  if (!request.user_id().empty()) {
    if (absl::Status self = CheckSelf(caller, request.user_id()); !self.ok()) return self;
  }
  if (!request.video_id().empty()) {
    if (absl::Status own = CheckVideo(caller, request.video_id()); !own.ok()) return own;
  }
  return FillListing(ListNotes(pool_, caller.identity.user_id, *page), response);
}

absl::Status Notes::Get(const Caller& caller, const v1::GetNoteRequest& request,
                        v1::GetNoteResponse* response) {
  if (absl::Status id = services::CheckId("note_id", request.note_id()); !id.ok()) return id;
  absl::StatusOr<v1::Note> note = GetNote(pool_, caller.identity.user_id, request.note_id());
  if (!note.ok()) return note.status();
  *response->mutable_note() = *std::move(note);
  return absl::OkStatus();
}

absl::Status Notes::Create(const Caller& caller, const v1::CreateNoteRequest& request,
                           v1::CreateNoteResponse* response) {
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  absl::StatusOr<Draft> draft = ToDraft(request);
  if (!draft.ok()) return draft.status();
  const bool by_user = caller.identity.role == base::Role::kUser;
  if (by_user && !draft->content.written_by) draft->content.written_by = kWrittenByUser;
  if (draft->video_id) {
    if (absl::Status own = videos_.CheckOwn(caller, *draft->video_id); !own.ok()) return own;
  }
  const std::string request_id =
      request.request_id().empty() ? base::NewUuid() : request.request_id();
  absl::StatusOr<v1::Note> note = creation_.Create(caller, request_id, *draft);
  if (!note.ok()) return note.status();
  *response->mutable_note() = *std::move(note);
  return absl::OkStatus();
}

absl::Status Notes::CountDeleted(const Caller& caller, const v1::CountDeletedNotesRequest& request,
                                 v1::CountDeletedNotesResponse* response) {
  absl::Status id = services::CheckId("session_id", request.session_id());
  if (!id.ok()) return id;
  absl::StatusOr<std::vector<v1::CategoryCount>> counts =
      CountDeletedNotes(pool_, caller.identity.user_id, request.session_id());
  if (!counts.ok()) return counts.status();
  response->mutable_counts()->Assign(counts->begin(), counts->end());
  return absl::OkStatus();
}

absl::Status Notes::Delete(const Caller& caller, const v1::DeleteNoteRequest& request,
                           v1::DeleteNoteResponse*) {
  if (absl::Status id = services::CheckId("note_id", request.note_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  return pool_.Transaction([&](Transaction& transaction) {
    return DeleteBy(transaction, caller, request.note_id(), quotas_);
  });
}

absl::Status Notes::Enrich(const Caller& caller, const v1::EnrichNoteRequest& request,
                           v1::EnrichNoteResponse* response) {
  if (absl::Status id = services::CheckId("note_id", request.note_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  absl::StatusOr<Embedding> embedding = ToEmbedding(request);
  if (!embedding.ok()) return embedding.status();
  const base::RequestKey key{.user_id = caller.identity.user_id,
                             .method = "EnrichNote",
                             .request_id = request.request_id()};
  return base::Once(pool_, key, response, [&](Transaction& transaction) {
    return EnrichBy(transaction, caller, request.note_id(), *embedding, quotas_,
                    response->mutable_note());
  });
}

absl::Status Notes::GetUsage(const Caller& caller, const v1::GetUsageRequest& request,
                             v1::GetUsageResponse* response) {
  const auto report = services::ReportUsage(pool_, UsageCounts(), caller, request.user_id());
  if (!report.ok()) return report.status();
  const Usage& usage = report->usage;
  services::FillQuota(usage.notes, quotas_.notes, response->mutable_notes());
  services::FillQuota(usage.revisions, quotas_.revisions, response->mutable_revisions());
  services::FillQuota(usage.note_bytes, quotas_.note_bytes, response->mutable_note_bytes());
  services::FillQuota(usage.deleted_notes, quotas_.deleted_notes,
                      response->mutable_deleted_notes());
  services::FillQuota(report->requests.used, report->requests.limit, response->mutable_requests());
  return absl::OkStatus();
}

}  // namespace lossy::notes
