#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/context_ring.h"
#include "services/agent/transcript.h"

namespace lossy::agent {

// What a join says about where the reviewer is. What it does not say stays as it was.
struct JoinContext {
  absl::optional<std::string> video_id;
  absl::optional<double> timestamp_seconds;
};

// What became of a transcript.
enum class Fate { kNoted, kSkipped, kFailed };

// The schema `agent`. Thread-safe.
class PgStore {
 public:
  explicit PgStore(base::pg::Pool& pool) : pool_(pool) {}

  // Creates the schema or brings it up to date.
  absl::Status Migrate();

  // Opens a session, or finds it as it was left. NOT_FOUND if it is another user's.
  absl::StatusOr<Context> Join(const std::string& user_id, const std::string& session_id,
                               const JoinContext& context);
  absl::Status SetContext(const std::string& user_id, const std::string& session_id,
                          const Context& context);

  // Keeps the transcript, and tells those who follow the session. False: the same words with the
  // same duration came within `window` before, and nothing was done.
  absl::StatusOr<bool> Keep(const Transcript& transcript, absl::Duration window);

  // Transcripts to be worked on, oldest first, at most one of each session, so that notes come in
  // the order of speech. Nobody else gets them until `lease` is over.
  absl::StatusOr<std::vector<Transcript>> Claim(int limit, absl::Duration lease);

  // Ends the work on a transcript, and queues the events for those who follow its session.
  absl::Status Finish(const Transcript& transcript, Fate fate,
                      const std::vector<v1::SessionEvent>& events);
  // Lets it rest, for whoever claims next afterwards.
  absl::Status Release(const Transcript& transcript, absl::Duration rest);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
