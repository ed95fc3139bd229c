#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::agent {

// Reads the state of a session for an operator, from `sessions`, `transcripts` and `usage`. Returns
// no words. Blocks for the database, and returns its errors. Thread-safe.
class SessionReport {
 public:
  // `pool` must outlive the object.
  explicit SessionReport(base::pg::Pool& pool) : pool_(pool) {}

  // Writes the session with its newest `transcripts` transcripts. Returns NOT_FOUND if there is no
  // such session. `session_id` must be a UUID.
  absl::Status Read(const std::string& session_id, int transcripts,
                    admin::v1::GetSessionResponse* response);

 private:
  absl::Status ReadSession(const std::string& session_id, admin::v1::GetSessionResponse* response);
  absl::Status ReadCounts(admin::v1::GetSessionResponse* response);
  absl::Status ReadTranscripts(int limit, admin::v1::GetSessionResponse* response);
  absl::Status ReadUsage(admin::v1::GetSessionResponse* response);

  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
