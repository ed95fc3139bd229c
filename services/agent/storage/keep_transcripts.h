#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "services/agent/storage/transcript.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// Stores words of several sessions in one transaction, each with its event; see
// TranscriptStore::Keep. Each transcript must have its id and its trace. Returns the result of
// each; nullopt: the words must be stored alone.
//
// The transaction locks the sessions first, so that of two concurrent copies of words the second
// finds the first.
std::vector<absl::optional<absl::StatusOr<bool>>> KeepTranscripts(
    base::pg::Pool& pool, absl::Span<const Transcript* const> transcripts,
    absl::Duration repeat_window, const StorageLimits& limits);

}  // namespace lossy::agent
