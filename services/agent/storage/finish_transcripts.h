#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/trace/trace_context.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// The outcome of a stage's work on a transcript; see TranscriptStore::Finish. The references must
// outlive the object.
struct FinishedTranscript {
  const Transcript& transcript;
  Progress progress;
  const std::vector<v1::SessionEvent>& events;
  const absl::optional<notes::v1::Note>& note;
  base::TraceContext trace;  // The span that the events continue.
};

// Stores the progress of several transcripts, queues their events, and claims the words that follow
// those with a `next`, in one statement. Returns the ids of those that it changed. The others
// changed while the statement ran, or another replica finished them before. The caller wakes the
// relays after the commit. Errors: those of `queries`; then it changed nothing.
//
// Of two transcripts of one session, only the first may have a `next`.
absl::StatusOr<std::set<std::string>> FinishTranscripts(
    base::pg::Queries& queries, absl::Span<const FinishedTranscript* const> finished);

// The same for one transcript, however often others change it meanwhile.
absl::Status FinishTranscript(base::pg::Pool& pool, const FinishedTranscript& finished);

}  // namespace lossy::agent
