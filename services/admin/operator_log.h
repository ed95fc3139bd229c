#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/rpc/caller.h"
#include "base/time/clock.h"
#include "services/admin/event_publisher.h"

namespace lossy::admin {

// The pub/sub topic of the overview and of the actions.
inline constexpr char kOverviewTopic[] = "admin:overview";

// Records the actions of operators. Thread-safe.
class OperatorLog {
 public:
  // The arguments must outlive the object.
  OperatorLog(EventPublisher& publisher, const base::Clock& clock)
      : publisher_(publisher), clock_(clock) {}

  // Logs `operator_acted`, for a call that shows data of a user or of a process. `action` is the
  // event of the call, `target` its object: ids alone.
  void RecordView(const base::Caller& caller, absl::string_view action, absl::string_view target,
                  const absl::Status& status);

  // As RecordView, for a call that changes something. Also publishes `action_taken` to the
  // operators on the overview. Blocks for some seconds at most.
  void RecordAction(const base::Caller& caller, absl::string_view action, absl::string_view target,
                    const absl::Status& status);

 private:
  EventPublisher& publisher_;
  const base::Clock& clock_;
};

}  // namespace lossy::admin
