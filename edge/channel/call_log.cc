#include "edge/channel/call_log.h"

#include <string>

#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::edge {

using base::LogField;

void LogCall(absl::string_view event, const Method& method, absl::string_view request_id,
             const absl::Status& status, absl::Time start) {
  if (!base::LogEnabled(base::LogLevel::kInfo)) return;
  const std::string code = absl::StatusCodeToString(status.code());
  base::Log(base::LogLevel::kInfo, "event",
            {LogField("name", event), LogField("method", absl::string_view(method.path)),
             LogField("request_id", request_id), LogField("code", absl::string_view(code)),
             LogField("microseconds", absl::ToInt64Microseconds(base::SteadyNow() - start))});
}

}  // namespace lossy::edge
