#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/outbox/outbox.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/privacy/v1/privacy.grpc.pb.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::services {

// Makes the Forget calls that were queued. Thread-safe.
class ForgetClient {
 public:
  // Services by name. `identity` must outlive it. Every call is over within `limit`.
  ForgetClient(std::map<std::string, std::shared_ptr<grpc::Channel>> services,
               const base::InternalIdentity& identity, absl::Duration limit);

  // Requests that are queued for the service of this name are done by `words`, which must outlive
  // it. To be called before the first delivery.
  void ServeHere(const std::string& service, WordStore& words) { here_[service] = &words; }

  // Delivers a kForget item on behalf of its user. The token is for the service with the package
  // lossy.<name>.v1. Only a payload that cannot be read is INVALID_ARGUMENT: what a service refuses
  // to forget is ABORTED, and stays an open order.
  absl::Status Deliver(const base::Outgoing& outgoing);

 private:
  absl::Status Call(const privacy::v1::ForgetOrder& order, base::Caller caller);

  std::map<std::string, std::unique_ptr<privacy::v1::PrivacyService::Stub>> stubs_;
  std::map<std::string, WordStore*> here_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
