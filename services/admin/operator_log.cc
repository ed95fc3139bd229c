#include "services/admin/operator_log.h"

#include "base/log/log.h"
#include "base/time/timestamp.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/admin_client.h"

namespace lossy::admin {

void OperatorLog::RecordView(const base::Caller& caller, absl::string_view action,
                             absl::string_view target, const absl::Status& status) {
  base::LogAudit("operator_acted", {{"operator", absl::string_view(caller.identity.user_id)},
                                    {"action", action},
                                    {"target", target},
                                    {"request_id", absl::string_view(caller.request_id)},
                                    {"problem", absl::string_view(ProblemOf(status))}});
}

void OperatorLog::RecordAction(const base::Caller& caller, absl::string_view action,
                               absl::string_view target, const absl::Status& status) {
  RecordView(caller, action, target, status);
  console::v1::OverviewEvent event;
  console::v1::Action& taken = *event.mutable_action_taken();
  taken.set_operator_(caller.identity.user_id);
  taken.set_action(std::string(action));
  taken.set_target(std::string(target));
  taken.set_problem(ProblemOf(status));
  *taken.mutable_taken_at() = base::ToTimestamp(clock_.Now());
  const absl::Status published = publisher_.Publish(kOverviewTopic, event, caller);
  if (published.ok()) return;
  base::Log(base::LogLevel::kWarning, "action_not_published", {{"problem", published.message()}});
}

}  // namespace lossy::admin
