#include "services/video/video_words.h"

#include "base/error/error.h"
#include "services/shared/privacy/erased_users.h"

namespace lossy::video {

absl::Status VideoWords::Forget(const base::Caller& caller,
                                const privacy::v1::ForgetRequest& request) {
  if (!request.has_user()) return base::InvalidArgument("what", "must be a user");
  return services::EraseUser(pool_, caller, kTopicsOfUser);
}

absl::Status VideoWords::Export(const std::string& user_id, services::TakePart take) {
  return services::ExportRows(pool_, user_id, {}, take);
}

}  // namespace lossy::video
