#include "services/admin/target_names.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/identity/identity.h"

namespace lossy::admin {
namespace {

// A pub/sub topic has at most 512 bytes, and "admin:topic:" comes before this one.
constexpr std::size_t kTopicBytes = 500;

}  // namespace

std::string UserTarget(absl::string_view user_id) { return absl::StrCat("user ", user_id); }

std::string TopicTarget(absl::string_view topic) { return absl::StrCat("topic ", topic); }

std::string ReplicaTarget(const console::v1::ReplicaAddress& replica) {
  return absl::StrCat(replica.program(), " ", replica.address());
}

absl::Status CheckUser(absl::string_view user_id) {
  if (base::IsUserId(user_id)) return absl::OkStatus();
  return base::InvalidArgument("user_id", "must be 1 to 255 printable bytes");
}

absl::Status CheckTopic(absl::string_view topic) {
  if (!topic.empty() && topic.size() <= kTopicBytes) return absl::OkStatus();
  return base::InvalidArgument("topic", absl::StrCat("must have 1 to ", kTopicBytes, " bytes"));
}

}  // namespace lossy::admin
