#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/sync/batcher.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// Stores where sessions are: the video and the position in it. Sessions that change at the same
// time share one statement (docs/adr/0076). The commit does not wait for the disk
// (docs/adr/0075): after a crash of the database, a session may be where it was a second before.
//
// Threads: thread-safe. Errors: those of Pool.
class SessionContexts {
 public:
  // `pool` must outlive the object.
  explicit SessionContexts(base::pg::Pool& pool);

  // Deletes the frame of the session if the video changes.
  absl::Status Set(const std::string& user_id, const std::string& session_id,
                   const VideoContext& context);

 private:
  struct Change {
    const std::string& user_id;
    const std::string& session_id;
    const VideoContext& context;
  };
  using Result = absl::optional<absl::Status>;

  absl::Status SetAlone(const Change& change);
  // Returns nullopt for a session that must be changed alone.
  std::vector<Result> SetTogether(absl::Span<const Change* const> changes);

  base::pg::Pool& pool_;
  base::Batcher<Change, Result> batcher_;
};

}  // namespace lossy::agent
