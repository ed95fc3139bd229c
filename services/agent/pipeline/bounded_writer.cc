#include "services/agent/pipeline/bounded_writer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/trace/continued_trace.h"
#include "base/trace/span.h"

namespace lossy::agent {
namespace {

constexpr char kCut[] = "length";
constexpr char kCutAgain[] = "length_again";
constexpr char kUsedUp[] = "used_up";

// Returns true if the model would give the same answer again.
bool IsFinal(absl::string_view problem) {
  return problem == kCutAgain || problem == "refusal" || problem == "content_filter";
}

// Returns true if a failed call may cost money: the endpoint used all the time that it had, or
// worked when this process stopped.
bool MayHavePrice(const absl::Status& status, bool full_patience) {
  return absl::IsCancelled(status) || (full_patience && absl::IsDeadlineExceeded(status));
}

}  // namespace

bool BoundedWriter::MayAsk(const Transcript& transcript) const {
  return transcript.model_answers < max_answers_ && !IsFinal(transcript.model_problem);
}

absl::StatusOr<BoundedWriter::Outcome> BoundedWriter::Write(const Transcript& transcript,
                                                            absl::Time deadline,
                                                            bool full_patience) {
  absl::StatusOr<bool> taken = store_.TakeAnswer(transcript, max_answers_);
  if (!taken.ok()) return taken.status();
  if (!*taken) return Outcome{.draft = {.problem = kUsedUp}};
  base::Span span =
      base::ContinueSpan("model_draft", base::SpanKind::kClient, base::SampledTrace());
  absl::StatusOr<Draft> draft = writer_.Write({.text = transcript.text,
                                               .deadline = deadline,
                                               .long_answer = transcript.model_problem == kCut,
                                               .full_patience = full_patience});
  span.SetStatus(draft.status());
  span.End();
  if (!draft.ok()) {
    // If this fails, the bound is one answer lower.
    if (!MayHavePrice(draft.status(), full_patience)) store_.ReturnAnswer(transcript).IgnoreError();
    return draft.status();
  }
  quota_.Spend(ModelCall::kStructuring, transcript.user_id, transcript.session_id, draft->usage);
  if (draft->problem.empty()) return Outcome{.draft = *std::move(draft)};
  const bool cut_again = draft->problem == kCut && transcript.model_problem == kCut;
  const std::string problem = cut_again ? kCutAgain : draft->problem;
  absl::Status kept = store_.SetProblem(transcript, problem);
  if (!kept.ok()) return kept;
  return Outcome{.draft = *std::move(draft),
                 .again = transcript.model_answers + 1 < max_answers_ && !IsFinal(problem)};
}

absl::Status UnusableAnswer(absl::string_view problem) {
  return base::Unavailable(absl::StrCat("The model gave no usable answer (", problem, ")"));
}

}  // namespace lossy::agent
