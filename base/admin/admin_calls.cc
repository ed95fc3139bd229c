#include "base/admin/admin_calls.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/identity/identity.h"
#include "base/log/log.h"
#include "base/time/clock.h"

ABSL_FLAG(int, admin_calls_per_second, 50,
          "Most calls of operators that this process answers in a second");

LOSSY_FLAG_RANGE(admin_calls_per_second, 1, 10'000);

namespace lossy::base {
namespace {

void Record(absl::string_view event, absl::string_view method, const std::string& target,
            const Caller& caller, absl::string_view code) {
  LogAudit(event, {{"method", method},
                   {"operator", absl::string_view(caller.identity.user_id)},
                   {"role", RoleName(caller.identity.role)},
                   {"key_of", absl::string_view(caller.identity.process)},
                   {"target", absl::string_view(target)},
                   {"code", code},
                   {"request_id", absl::string_view(caller.request_id)}});
}

}  // namespace

AdminCalls::AdminCalls(Calls& calls)
    : calls_(calls), rate_(absl::GetFlag(FLAGS_admin_calls_per_second)) {}

grpc::Status AdminCalls::Run(const grpc::ServerContextBase& context, absl::string_view method,
                             const std::string& target, absl::FunctionRef<absl::Status()> work) {
  return calls_.Run(context, method, [&](const Caller& caller) {
    absl::Status status = Admit(caller);
    if (status.ok()) status = work();
    Record("admin_called", method, target, caller, absl::StatusCodeToString(status.code()));
    return status;
  });
}

grpc::Status AdminCalls::RunLong(const grpc::ServerContextBase& context, absl::string_view method,
                                 const std::string& target,
                                 absl::FunctionRef<absl::Status()> work) {
  return calls_.Run(context, method, [&](const Caller& caller) {
    absl::Status status = Admit(caller);
    if (status.ok()) {
      Record("admin_call_started", method, target, caller, "");
      status = work();
    }
    Record("admin_called", method, target, caller, absl::StatusCodeToString(status.code()));
    return status;
  });
}

absl::Status AdminCalls::Admit(const Caller& caller) {
  if (caller.identity.role != Role::kOperator) {
    return absl::PermissionDeniedError("only an operator may call this; use the operator's key");
  }
  return rate_.Admit(SteadyNow());
}

}  // namespace lossy::base
