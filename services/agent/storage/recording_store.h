#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "lossy/agent/v1/agent.pb.h"

namespace lossy::agent {

// Lists the recordings of users and queues them for another transcription: the tables `recordings`
// and `transcripts`. Methods block for the database, and return its errors beside those that they
// name. Thread-safe.
class RecordingStore {
 public:
  // `pool` must outlive the object.
  explicit RecordingStore(base::pg::Pool& pool) : pool_(pool) {}

  // Returns the newest recordings of a session, newest first; of all sessions if `session_id` is
  // empty.
  absl::StatusOr<std::vector<v1::Recording>> List(const std::string& user_id,
                                                  const std::string& session_id, int limit);
  // Queues a recording for another transcription; the words stay until then. Returns NOT_FOUND if
  // it was deleted, and FAILED_PRECONDITION if it waits already.
  absl::Status TranscribeAgain(const std::string& user_id, const std::string& recording_id);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
