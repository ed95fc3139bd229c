#include "services/agent/usage/usage_report.h"

#include <cstdint>
#include <string>

#include "services/shared/text/check_id.h"

namespace lossy::agent {
namespace {

// An empty id means all sessions.
absl::Status CheckSessionId(const std::string& session_id) {
  return session_id.empty() ? absl::OkStatus() : services::CheckId("session_id", session_id);
}

void Fill(std::int64_t used, std::int64_t limit, v1::QuotaUse& use) {
  use.set_used(used);
  use.set_limit(limit);
}

void FillStored(const StoredUse& use, const StorageLimits& limits, v1::GetUsageResponse& response) {
  Fill(use.bytes, limits.bytes, *response.mutable_stored_bytes());
  Fill(use.sessions, limits.sessions, *response.mutable_sessions());
  Fill(use.recordings, limits.recordings, *response.mutable_recordings());
  Fill(use.transcripts, limits.transcripts, *response.mutable_transcripts());
  Fill(use.waiting_recordings, limits.waiting_recordings, *response.mutable_waiting_recordings());
  Fill(absl::ToInt64Seconds(use.waiting), absl::ToInt64Seconds(limits.waiting),
       *response.mutable_waiting_seconds());
}

void FillTotal(const UsageTotal& total, v1::GetUsageResponse& response) {
  response.set_calls(total.calls);
  response.set_input_tokens(total.input_tokens);
  response.set_output_tokens(total.output_tokens);
  response.set_audio_seconds(total.audio_seconds);
  response.set_cost_micros(total.cost_micros);
}

}  // namespace

absl::Status UsageReport::Get(const base::Caller& caller, const v1::GetUsageRequest& request,
                              v1::GetUsageResponse* response) {
  absl::Status session = CheckSessionId(request.session_id());
  if (!session.ok()) return session;
  const std::string& user_id = caller.identity.user_id;
  absl::StatusOr<UsageTotal> total = ledger_.Total(user_id, request.session_id());
  if (!total.ok()) return total.status();
  absl::StatusOr<StoredUse> stored = quota_.Use(user_id);
  if (!stored.ok()) return stored.status();
  FillTotal(*total, *response);
  FillStored(*stored, quota_.limits(), *response);
  return absl::OkStatus();
}

}  // namespace lossy::agent
