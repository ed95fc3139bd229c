#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/queries.h"
#include "base/pg/transaction.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::video {

// The row of one user in the table of settings.
struct StoredSettings {
  services::UserSettings settings;
  // The time of the last change; none if the user set nothing.
  absl::optional<absl::Time> updated_at;
};

// Returns the settings of the user; the initial ones if none are stored. Errors: those of
// Connection.
absl::StatusOr<StoredSettings> FindSettings(base::pg::Queries& queries, const std::string& user_id);

// As FindSettings for several users, by one statement. The results are in the order of `user_ids`.
absl::StatusOr<std::vector<StoredSettings>> FindSettingsOfAll(
    base::pg::Queries& queries, absl::Span<const absl::string_view> user_ids);

// Adds or replaces these features of the user, and replaces min_confidence unless it is nullopt.
// Other transactions that change the user's settings wait until this one ends. Errors: those of
// Connection.
absl::Status StoreSettings(base::pg::Transaction& transaction, const std::string& user_id,
                           const std::map<std::string, bool>& features,
                           absl::optional<double> min_confidence);

}  // namespace lossy::video
