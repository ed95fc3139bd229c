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

// Words to store.
struct WordsToKeep {
  Transcript transcript;
  // The length of the lease with which they are stored; zero: they wait for a claim.
  absl::Duration lease;
};

// The result of storing words.
struct KeptWords {
  // False for a repeat, which changes nothing.
  bool is_new = false;
  // The words as a claim would return them. nullopt: they wait for a claim.
  absl::optional<Transcript> claimed;
  // True if an earlier utterance of the session was not finished.
  bool follows = false;
};

// Stores words of several sessions in one transaction, each with its event; see
// TranscriptStore::KeepClaimed. Each transcript must have its id and its trace. Returns the result
// of each; nullopt: the words must be stored alone.
//
// The transaction locks the sessions first, so that of two concurrent copies of words the second
// finds the first, and words never overtake earlier words of their session.
std::vector<absl::optional<absl::StatusOr<KeptWords>>> KeepTranscripts(
    base::pg::Pool& pool, absl::Span<const WordsToKeep* const> words, absl::Duration repeat_window,
    const StorageLimits& limits);

}  // namespace lossy::agent
