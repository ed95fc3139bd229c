#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/pg/connection.h"
#include "base/pg/transaction.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::video {

struct StoredSettings {
  services::UserSettings settings;
  // When they were last changed; none: never.
  absl::optional<absl::Time> updated_at;
};

// Of whom nothing is stored has the settings of those who have chosen nothing.
absl::StatusOr<StoredSettings> FindSettings(base::pg::Connection& connection,
                                            const std::string& user_id);

// Adds to the features that are stored, and replaces the confidence if there is one. Others that
// change the same user's wait until the transaction ends.
absl::Status StoreSettings(base::pg::Transaction& transaction, const std::string& user_id,
                           const std::map<std::string, bool>& features,
                           absl::optional<double> min_confidence);

}  // namespace lossy::video
