#include "services/agent/vision/note_refiner.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/agent/models/api/not_configured.h"
#include "services/agent/pipeline/note_requests.h"
#include "services/agent/pipeline/permanent_error.h"
#include "services/agent/vision/image_kind.h"
#include "services/shared/text/check_id.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

// The time reserved for the way of the response to the client.
constexpr absl::Duration kWayBack = absl::Milliseconds(250);

absl::Status TakesLonger() {
  return absl::DeadlineExceededError("The model takes its time; the note will be updated");
}

}  // namespace

struct NoteRefiner::Job {
  std::string user_id;
  std::string call_id;
  std::string request_id;
  std::string scope;
  notes::v1::Note note;
  Sight sight;

  base::Mutex mutex;
  base::CondVar changed;
  absl::optional<absl::StatusOr<notes::v1::Note>> outcome LOSSY_GUARDED_BY(mutex);
};

NoteRefiner::NoteRefiner(VisionRefiner& refiner, NotesApi& notes, UsageQuota& quota,
                         FindScope find_scope, Options options)
    : refiner_(refiner),
      notes_(notes),
      quota_(quota),
      find_scope_(std::move(find_scope)),
      options_(options),
      workers_(options.threads) {}

absl::StatusOr<notes::v1::Note> NoteRefiner::Refine(const base::Caller& caller,
                                                    const v1::RefineNoteRequest& request) {
  if (refiner_.name() == kNoModel) return refiner_.Refine({}).status();
  absl::StatusOr<std::shared_ptr<Job>> begun = Begin(caller, request);
  if (!begun.ok()) return begun.status();
  Job& job = **begun;
  if (++open_ > 2 * options_.threads) {
    --open_;
    return base::Unavailable("too many refinements at a time");
  }
  workers_.Post([this, job = *begun] {
    Run(*job);
    --open_;
  });
  const absl::Time deadline =
      std::min(base::SteadyNow() + options_.answer_within, caller.deadline - kWayBack);
  base::MutexLock lock(job.mutex);
  while (!job.outcome && job.changed.WaitUntil(job.mutex, deadline)) continue;
  return job.outcome ? *job.outcome : TakesLonger();
}

absl::StatusOr<std::shared_ptr<NoteRefiner::Job>> NoteRefiner::Begin(
    const base::Caller& caller, const v1::RefineNoteRequest& request) {
  absl::Status id = services::CheckId("note_id", request.note_id());
  if (!id.ok()) return id;
  absl::StatusOr<ImageKind> kind =
      CheckImage("frame_base64", request.frame_base64(), options_.max_image_bytes);
  if (!kind.ok()) return kind.status();
  absl::Status fit = services::CheckSeconds("timestamp", request.timestamp());
  if (fit.ok()) fit = base::CheckRequestId(request.request_id());
  if (!fit.ok()) return fit;
  auto job = std::make_shared<Job>();
  job->user_id = caller.identity.user_id;
  job->call_id = caller.request_id;
  job->request_id = request.request_id();
  absl::StatusOr<notes::v1::Note> note = notes_.Get(job->user_id, job->call_id, request.note_id());
  if (!note.ok()) return note.status();
  job->note = *std::move(note);
  absl::StatusOr<std::string> scope = find_scope_(job->note, job->user_id);
  if (!scope.ok()) return scope.status();
  job->scope = *std::move(scope);
  absl::Status allowed = quota_.Take(ModelCall::kVision, job->user_id, job->scope);
  if (!allowed.ok()) return allowed;
  job->sight = {.note_text = job->note.text(),
                .image = request.frame_base64(),
                .media_type = std::string(MediaType(*kind)),
                .deadline = base::SteadyNow() + options_.patience};
  if (request.has_timestamp()) job->sight.timestamp_seconds = request.timestamp();
  if (job->note.has_visual_context()) {
    job->sight.spoken_seconds = job->note.visual_context().timestamp();
  }
  return job;
}

void NoteRefiner::Run(Job& job) {
  absl::StatusOr<notes::v1::Note> outcome = Improve(job);
  {
    base::MutexLock lock(job.mutex);
    job.outcome = std::move(outcome);
  }
  job.changed.NotifyAll();
}

absl::StatusOr<notes::v1::Note> NoteRefiner::Improve(const Job& job) {
  absl::StatusOr<Refinement> refinement = refiner_.Refine(job.sight);
  if (!refinement.ok()) return refinement.status();
  quota_.Spend(ModelCall::kVision, job.user_id, job.scope, refinement->usage);
  if (!refinement->problem.empty()) {
    return base::Unavailable(
        absl::StrCat("The model gave no usable answer (", refinement->problem, ")"));
  }
  const std::string text = services::FitText(refinement->text);
  if (text.empty() || text == job.note.text()) return job.note;
  notes::v1::UpdateNoteRequest request;
  request.set_note_id(job.note.id());
  request.set_expected_revision(job.note.revision());
  request.set_text(text);
  request.set_enrichment_source(notes::v1::ENRICHMENT_SOURCE_GPT4O_VISION);
  request.set_written_by(services::FitName(refinement->usage.model));
  request.set_request_id(job.request_id);
  if (job.sight.timestamp_seconds) request.set_visual_timestamp(*job.sight.timestamp_seconds);
  absl::StatusOr<notes::v1::Note> note = notes_.Update(job.user_id, job.call_id, request);
  if (!IsPermanent(note.status()) || absl::IsNotFound(note.status())) return note;
  return notes_.Update(job.user_id, job.call_id, WithTextAlone(request));
}

}  // namespace lossy::agent
