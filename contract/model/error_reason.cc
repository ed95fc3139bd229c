#include "contract/model/error_reason.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace lossy::contract {
namespace {

constexpr absl::string_view kErrors = "Errors:";

constexpr ErrorReason kReasons[] = {
    {"invalid_argument", 400, "INVALID_ARGUMENT",
     "A value is missing, has the wrong type or is out of range; details name the field."},
    {"unauthenticated", 401, "UNAUTHENTICATED", "There is no token, or it is not valid."},
    {"forbidden", 403, "PERMISSION_DENIED", "The caller has no permission for the request."},
    {"not_found", 404, "NOT_FOUND", "The object does not exist, or belongs to another user."},
    {"unknown_event", 404, "", "No method answers the event on this topic; details name topics."},
    {"unmatched topic", 404, "", "No channel has the topic, or the client has not joined it."},
    {"conflict", 409, "ABORTED",
     "Another client changed the object meanwhile, or the object exists already."},
    {"failed_precondition", 409, "FAILED_PRECONDITION",
     "The state of the object does not permit the request."},
    {"reset_required", 409, "OUT_OF_RANGE",
     "The client's state differs too much from the server's; the client must load it again."},
    {"rate_limited", 429, "RESOURCE_EXHAUSTED",
     "Too many requests; nothing was done. Retry after retry_after_ms."},
    {"quota_exceeded", 429, "RESOURCE_EXHAUSTED",
     "The user stores as much as allowed; details name the quota. A retry does not help."},
    {"too many channels joined", 429, "", "The socket has joined as many channels as allowed."},
    {"internal", 500, "INTERNAL", "A defect of the service."},
    {"not_configured", 501, "UNIMPLEMENTED",
     "The operator of this installation has not configured the function."},
    {"unavailable", 503, "UNAVAILABLE",
     "A service or its database does not answer. Retry after retry_after_ms, a write with the same "
     "request_id."},
    {"deadline_exceeded", 504, "DEADLINE_EXCEEDED",
     "The answer did not arrive in time; the request may have succeeded."},
};

// ALREADY_EXISTS is the second gRPC code of a reason.
absl::string_view Canonical(absl::string_view code) {
  return code == "ALREADY_EXISTS" ? "ABORTED" : code;
}

bool IsCodeCharacter(char c) { return absl::ascii_isupper(c) || c == '_'; }

}  // namespace

absl::Span<const ErrorReason> ErrorReasons() { return kReasons; }

std::vector<std::string> ReasonsInComment(absl::string_view comment) {
  std::vector<std::string> reasons;
  const std::size_t begin = comment.find(kErrors);
  if (begin == absl::string_view::npos) return reasons;
  comment.remove_prefix(begin + kErrors.size());
  const char* p = comment.data();
  const char* const end = p + comment.size();
  while (p != end) {
    const char* const word = std::find_if(p, end, IsCodeCharacter);
    p = std::find_if_not(word, end, IsCodeCharacter);
    const absl::string_view code = Canonical({word, static_cast<std::size_t>(p - word)});
    for (const ErrorReason& reason : kReasons) {
      const bool listed = std::find(reasons.begin(), reasons.end(), reason.name) != reasons.end();
      if (!code.empty() && reason.grpc_code == code && !listed) reasons.emplace_back(reason.name);
    }
  }
  return reasons;
}

}  // namespace lossy::contract
