#include "edge/metrics/client_error_log.h"

#include <cstdint>

#include "absl/types/optional.h"
#include "base/log/log.h"

namespace lossy::edge {
namespace {

constexpr std::array<absl::string_view, ClientErrorLog::kErrors> kNames = {
    "event_refused", "join_refused", "rate_limited", "undecodable", "unmatched", "closed",
};

}  // namespace

void ClientErrorLog::Record(ClientError error, const base::Identity& identity,
                            absl::string_view where, absl::string_view problem) {
  const auto index = static_cast<std::size_t>(error);
  const absl::optional<std::int64_t> times = lines_[index].Pass();
  if (!times) return;
  base::Log(base::LogLevel::kWarning, "client_erred",
            {{"error", kNames[index]},
             {"user_id", absl::string_view(identity.user_id)},
             {"device_id", absl::string_view(identity.device_id)},
             {"topic", where},
             {"problem", problem},
             {"times", *times}});
}

}  // namespace lossy::edge
