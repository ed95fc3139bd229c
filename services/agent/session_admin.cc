#include "services/agent/session_admin.h"

#include "base/error/error.h"
#include "services/shared/text/check_id.h"

namespace lossy::agent {
namespace {

constexpr int kMostTranscripts = 100;

}  // namespace

absl::Status SessionAdmin::GetSession(const admin::v1::GetSessionRequest& request,
                                      admin::v1::GetSessionResponse* response) {
  const absl::Status status = services::CheckId("session_id", request.session_id());
  if (!status.ok()) return status;
  if (request.transcripts() < 0 || request.transcripts() > kMostTranscripts) {
    return base::InvalidArgument("transcripts", "must be 0 to 100");
  }
  return report_.Read(request.session_id(), request.transcripts(), response);
}

}  // namespace lossy::agent
