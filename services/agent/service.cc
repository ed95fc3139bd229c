#include "services/agent/service.h"

#include <utility>

#include "base/error/error.h"
#include "services/agent/models/api/not_configured.h"
#include "services/shared/text/check_id.h"

namespace lossy::agent {
namespace {

constexpr int kDefaultRecordings = 100;
constexpr int kMaxRecordings = 1'000;

// Empty: of all sessions.
absl::Status CheckSessionId(const std::string& session_id) {
  if (session_id.empty()) return absl::OkStatus();
  return services::CheckId("session_id", session_id);
}

void Fill(std::int64_t used, std::int64_t limit, v1::QuotaUse& use) {
  use.set_used(used);
  use.set_limit(limit);
}

void FillStored(const StoredUse& use, const StorageLimits& limits, v1::GetUsageResponse& response) {
  Fill(use.bytes, limits.bytes, *response.mutable_stored_bytes());
  Fill(use.sessions, limits.sessions, *response.mutable_sessions());
  Fill(use.recordings, limits.recordings, *response.mutable_recordings());
  Fill(use.transcripts, limits.transcripts, *response.mutable_transcripts());
  Fill(use.waiting_recordings, limits.waiting_recordings, *response.mutable_waiting_recordings());
  Fill(absl::ToInt64Seconds(use.waiting), absl::ToInt64Seconds(limits.waiting),
       *response.mutable_waiting_seconds());
}

// A stream that is over before it began.
class Refusal final : public grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse> {
 public:
  explicit Refusal(const absl::Status& status) { Finish(base::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

Service::Service(base::Calls& calls, const Surroundings& around, NoteRefiner& refinery,
                 UsageLedger& ledger, StorageQuota& quota, SpokenWords& words,
                 base::Workers& workers, prometheus::Registry& registry)
    : calls_(calls),
      around_(around),
      refinery_(refinery),
      ledger_(ledger),
      quota_(quota),
      words_(words),
      workers_(workers),
      open_(prometheus::BuildGauge()
                .Name("lossy_agent_sessions")
                .Help("Open session streams")
                .Register(registry)
                .Add({})) {}

grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>* Service::Session(
    grpc::CallbackServerContext* context) {
  absl::StatusOr<base::Caller> caller = calls_.Authenticate(*context);
  if (!caller.ok()) return new Refusal(caller.status());
  auto call = std::make_shared<SessionCall>(around_, workers_, *context, *std::move(caller),
                                            [this](SessionCall& done) { Forget(done); });
  std::lock_guard lock(mutex_);
  if (stopped_) return new Refusal(base::Unavailable("the service is stopping"));
  sessions_.insert(call.get());
  open_.Set(static_cast<double>(sessions_.size()));
  call->Start();
  return call.get();
}

void Service::Forget(SessionCall& call) {
  std::lock_guard lock(mutex_);
  sessions_.erase(&call);
  open_.Set(static_cast<double>(sessions_.size()));
}

void Service::Stop() {
  std::vector<std::shared_ptr<SessionCall>> open;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (SessionCall* call : sessions_) open.push_back(call->shared_from_this());
  }
  for (const auto& call : open) call->End(base::Unavailable("the service is stopping"));
}

grpc::Status Service::RefineNote(grpc::ServerContext* context, const v1::RefineNoteRequest* request,
                                 v1::RefineNoteResponse* response) {
  return calls_.Run(*context, "RefineNote", [&](const base::Caller& caller) -> absl::Status {
    absl::StatusOr<notes::v1::Note> note = refinery_.Refine(caller, *request);
    if (!note.ok()) return note.status();
    response->set_refined_text(note->text());
    *response->mutable_note() = *std::move(note);
    return absl::OkStatus();
  });
}

grpc::Status Service::ListRecordings(grpc::ServerContext* context,
                                     const v1::ListRecordingsRequest* request,
                                     v1::ListRecordingsResponse* response) {
  return calls_.Run(*context, "ListRecordings", [&](const base::Caller& caller) -> absl::Status {
    absl::Status session = CheckSessionId(request->session_id());
    if (!session.ok()) return session;
    const int limit = request->has_limit() ? request->limit() : kDefaultRecordings;
    if (limit < 1 || limit > kMaxRecordings) {
      return base::InvalidArgument("limit", "must be between 1 and 1000");
    }
    absl::StatusOr<std::vector<v1::Recording>> recordings =
        around_.transcripts.ListRecordings(caller.identity.user_id, request->session_id(), limit);
    if (!recordings.ok()) return recordings.status();
    response->mutable_recordings()->Assign(recordings->begin(), recordings->end());
    return absl::OkStatus();
  });
}

grpc::Status Service::TranscribeAgain(grpc::ServerContext* context,
                                      const v1::TranscribeAgainRequest* request,
                                      v1::TranscribeAgainResponse*) {
  return calls_.Run(*context, "TranscribeAgain", [&](const base::Caller& caller) {
    if (!around_.transcribes) return NoTranscriber().Transcribe({}).status();
    absl::Status status = services::CheckId("recording_id", request->recording_id());
    if (!status.ok()) return status;
    status = around_.transcripts.HearAgain(caller.identity.user_id, request->recording_id());
    if (status.ok()) around_.on_recording();
    return status;
  });
}

grpc::Status Service::DeleteRecording(grpc::ServerContext* context,
                                      const v1::DeleteRecordingRequest* request,
                                      v1::DeleteRecordingResponse* response) {
  return calls_.Run(*context, "DeleteRecording", [&](const base::Caller& caller) {
    return words_.DeleteRecording(caller, *request, response);
  });
}

grpc::Status Service::GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                               v1::GetUsageResponse* response) {
  return calls_.Run(*context, "GetUsage", [&](const base::Caller& caller) -> absl::Status {
    absl::Status session = CheckSessionId(request->session_id());
    if (!session.ok()) return session;
    absl::StatusOr<UsageTotal> total =
        ledger_.Total(caller.identity.user_id, request->session_id());
    if (!total.ok()) return total.status();
    response->set_calls(total->calls);
    response->set_input_tokens(total->input_tokens);
    response->set_output_tokens(total->output_tokens);
    response->set_audio_seconds(total->audio_seconds);
    response->set_cost_micros(total->cost_micros);
    absl::StatusOr<StoredUse> stored = quota_.Use(caller.identity.user_id);
    if (!stored.ok()) return stored.status();
    FillStored(*stored, quota_.limits(), *response);
    return absl::OkStatus();
  });
}

}  // namespace lossy::agent
