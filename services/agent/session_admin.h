#pragma once

#include "absl/status/status.h"
#include "base/admin/admin_answers.h"
#include "services/agent/storage/session_report.h"

namespace lossy::agent {

// Answers operators about sessions. Blocks for the database. Thread-safe.
class SessionAdmin final : public base::AdminAnswers {
 public:
  // `report` must outlive the object.
  explicit SessionAdmin(SessionReport& report) : report_(report) {}

  // Returns INVALID_ARGUMENT for an id that is no UUID, and the errors of SessionReport.
  absl::Status GetSession(const admin::v1::GetSessionRequest& request,
                          admin::v1::GetSessionResponse* response) override;

 private:
  SessionReport& report_;
};

}  // namespace lossy::agent
