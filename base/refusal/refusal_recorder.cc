#include "base/refusal/refusal_recorder.h"

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "base/log/log.h"

namespace lossy::base {

RefusalRecorder::RefusalRecorder(prometheus::Registry& registry, const char* name, const char* help,
                                 absl::string_view event)
    : event_(event) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  for (RefusalReason reason : kRefusalReasons) {
    lines_.emplace_back(family.Add({{"reason", std::string(RefusalName(reason))}}));
  }
}

void RefusalRecorder::Record(RefusalReason reason, absl::string_view problem,
                             absl::string_view client) {
  Line& line = lines_[static_cast<std::size_t>(reason)];
  line.counter.Increment();
  const absl::optional<std::int64_t> times = line.limiter.Pass();
  if (!times.has_value()) return;
  if (client.empty()) {
    Log(LogLevel::kWarning, event_,
        {{"reason", RefusalName(reason)}, {"problem", problem}, {"times", *times}});
    return;
  }
  Log(LogLevel::kWarning, event_,
      {{"reason", RefusalName(reason)},
       {"problem", problem},
       {"client", client},
       {"times", *times}});
}

void RefusalRecorder::Record(const absl::Status& status) {
  Record(RefusalReasonOf(status), status.message());
}

double RefusalRecorder::Count(RefusalReason reason) const {
  return lines_[static_cast<std::size_t>(reason)].counter.Value();
}

}  // namespace lossy::base
