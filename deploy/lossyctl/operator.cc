#include "deploy/lossyctl/operator.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/identity/identity.h"
#include "base/identity/token_issuer.h"
#include "base/rpc/audience.h"
#include "base/rpc/notifications_flag.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/required_flag.h"

ABSL_DECLARE_FLAG(std::string, key);
ABSL_FLAG(std::string, as, "",
          "Name of the operator, for the logs; empty: that of the environment's USER");

namespace lossy::lossyctl {

absl::StatusOr<std::string> OperatorName() {
  std::string name = absl::GetFlag(FLAGS_as);
  const char* const user = std::getenv("USER");
  if (name.empty() && user != nullptr) name = user;
  if (name.empty()) name = "operator";
  if (base::IsUserId(name)) return name;
  return absl::InvalidArgumentError("--as is longer than 255 bytes or not printable");
}

absl::StatusOr<base::Caller> Operator(absl::Duration limit, absl::string_view service) {
  absl::StatusOr<std::string> name = OperatorName();
  if (!name.ok()) return name.status();
  const absl::StatusOr<std::string> key = Required(FLAGS_key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<std::unique_ptr<base::TokenIssuer>> issuer =
      base::TokenIssuer::FromFile(*key, "operator", "", base::RealClock());
  if (!issuer.ok()) return absl::FailedPreconditionError(issuer.status().message());
  base::Caller caller;
  caller.identity = {.user_id = *std::move(name), .role = base::Role::kOperator};
  caller.token = (*issuer)->Issue(caller.identity, limit * 2, base::AudienceOf(service));
  caller.request_id = base::NewUuid();
  return caller;
}

std::unique_ptr<notifications::v1::NotificationsService::Stub> Notifications() {
  return notifications::v1::NotificationsService::NewStub(base::NotificationsChannelFromFlags());
}

}  // namespace lossy::lossyctl
