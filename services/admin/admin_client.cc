#include "services/admin/admin_client.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/rpc/metadata.h"
#include "services/admin/process_list.h"

namespace lossy::admin {
namespace {

// A follow may begin at the end of a cached token's first half.
constexpr absl::Duration kTokenLife = absl::Minutes(5);

}  // namespace

absl::Status StatusOfCall(const grpc::Status& status) {
  if (!status.error_details().empty()) return base::FromGrpc(status);
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

base::Caller AdminClient::OperatorFor(const base::Caller& caller,
                                      const std::string& program) const {
  base::Caller called = caller;
  called.identity.role = base::Role::kOperator;
  called.token = identity_.issuer->Cached(called.identity, kTokenLife, AudienceOfProgram(program));
  return called;
}

void AdminClient::Authorize(const Replica& replica, const base::Caller& caller,
                            grpc::ClientContext& context) const {
  const base::Caller called = OperatorFor(caller, replica.address.program());
  base::AddCallMetadata(called.token, called.request_id, context);
}

std::string ProblemOf(const absl::Status& status) {
  if (status.ok()) return {};
  return absl::StrCat(absl::AsciiStrToLower(absl::StatusCodeToString(status.code())), ": ",
                      status.message());
}

}  // namespace lossy::admin
