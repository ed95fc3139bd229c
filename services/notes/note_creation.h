#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "base/sync/batcher.h"
#include "base/trace/trace_context.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/draft.h"
#include "services/notes/usage.h"

namespace lossy::notes {

// Creates notes. Concurrent creations, also those of different users, share one transaction
// (docs/adr/0076): it writes the notes, the note counts of their videos, the events, and one
// touch_video for each video. A note that cannot be written fails alone.
//
// Threads: thread-safe. Errors: those of Pool::Transaction. RESOURCE_EXHAUSTED if a quota of the
// user is reached. NOT_FOUND if the video was deleted.
class NoteCreation {
 public:
  // `pool`, of the schema `notes`, must outlive the object.
  NoteCreation(base::pg::Pool& pool, Quotas quotas);

  // Returns the new note, or the note that the request created before. A deleted note is returned
  // without a text.
  absl::StatusOr<v1::Note> Create(const base::Caller& caller, const std::string& request_id,
                                  const Draft& draft);

 private:
  struct NewNote {
    const base::Caller& caller;
    const std::string& request_id;
    const Draft& draft;
    base::TraceContext trace;  // The span that the events continue.
  };
  using Result = absl::StatusOr<v1::Note>;
  class Attempt;

  // Returns nullopt for a note that must be written alone.
  std::vector<absl::optional<Result>> CreateTogether(absl::Span<const NewNote* const> batch);

  base::pg::Pool& pool_;
  const Quotas quotas_;
  base::Batcher<NewNote, absl::optional<Result>> batcher_;
};

}  // namespace lossy::notes
