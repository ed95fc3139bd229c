#include "edge/channel/call_log.h"

#include <string>
#include <utility>

#include "base/log/log.h"

namespace lossy::edge {

using base::LogField;

bool CallLog::Admit(absl::Time now) {
  if (now >= second_end_) {
    second_end_ = now + absl::Seconds(1);
    left_ = rate_;
    if (skipped_ > 0) {
      base::Log(base::LogLevel::kInfo, "calls_skipped",
                {LogField("calls", std::exchange(skipped_, 0))});
    }
  }
  if (left_ == 0) {
    ++skipped_;
    return false;
  }
  --left_;
  return true;
}

void CallLog::Record(const Call& call, const absl::Status& status, absl::Time now,
                     absl::Time start) {
  if (!base::LogEnabled(base::LogLevel::kInfo)) return;
  if (status.ok() && !Admit(now)) return;
  const std::string code = absl::StatusCodeToString(status.code());
  base::Log(base::LogLevel::kInfo, "event",
            {LogField("name", call.event), LogField("method", absl::string_view(call.method.path)),
             LogField("request_id", call.request_id), LogField("code", absl::string_view(code)),
             LogField("microseconds", absl::ToInt64Microseconds(now - start))});
}

}  // namespace lossy::edge
