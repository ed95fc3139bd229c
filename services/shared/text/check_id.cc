#include "services/shared/text/check_id.h"

#include "base/error/error.h"
#include "base/text/uuid.h"

namespace lossy::services {

absl::Status CheckId(absl::string_view field, absl::string_view id) {
  if (id.empty()) return base::InvalidArgument(field, "is required");
  return base::IsUuid(id) ? absl::OkStatus() : base::InvalidArgument(field, "must be a UUID");
}

}  // namespace lossy::services
