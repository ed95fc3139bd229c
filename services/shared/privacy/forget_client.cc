#include "services/shared/privacy/forget_client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/rpc/outgoing_call.h"
#include "base/time/clock.h"

namespace lossy::services {
namespace {

using privacy::v1::PrivacyService;

// Makes the relay keep the item: it would set aside an item that fails with another error.
absl::Status Open(const absl::Status& called) {
  const bool passes = called.ok() || absl::IsUnavailable(called) ||
                      absl::IsDeadlineExceeded(called) || absl::IsResourceExhausted(called);
  return passes ? called : absl::AbortedError(called.message());
}

}  // namespace

ForgetClient::ForgetClient(std::map<std::string, std::shared_ptr<grpc::Channel>> services,
                           const base::InternalIdentity& identity, absl::Duration limit)
    : identity_(identity), limit_(limit) {
  for (auto& [name, channel] : services) stubs_[name] = PrivacyService::NewStub(channel);
}

absl::Status ForgetClient::Deliver(const base::Outgoing& outgoing) {
  privacy::v1::ForgetOrder order;
  if (!order.ParseFromString(outgoing.payload)) {
    return absl::InvalidArgumentError("the payload is not a ForgetOrder");
  }
  const std::string service = absl::StrCat("lossy.", order.service(), ".v1.PrivacyService");
  return Open(Call(order, identity_.ToCall(outgoing.user_id, outgoing.request_id, service)));
}

absl::Status ForgetClient::Call(const privacy::v1::ForgetOrder& order, base::Caller caller) {
  if (const auto words = here_.find(order.service()); words != here_.end()) {
    caller.deadline = base::SteadyNow() + limit_;
    return words->second->Forget(caller, order.request());
  }
  const auto stub = stubs_.find(order.service());
  if (stub == stubs_.end()) {
    return absl::FailedPreconditionError(absl::StrCat("no service is called ", order.service()));
  }
  base::OutgoingCall call(caller, limit_, "lossy.privacy.v1.PrivacyService/Forget");
  privacy::v1::ForgetResponse response;
  return call.Finish(stub->second->Forget(call.context(), order.request(), &response));
}

}  // namespace lossy::services
