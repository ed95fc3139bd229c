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

// Delivers the Forget calls that QueueForget queued: a handler of the relay. Threads: thread-safe.
class ForgetClient {
 public:
  // `services` has the channel of each service by its name, for example "notes". `identity` must
  // outlive the client. Each call blocks for at most `limit`.
  ForgetClient(std::map<std::string, std::shared_ptr<grpc::Channel>> services,
               const base::InternalIdentity& identity, absl::Duration limit);

  // Makes Deliver call `words` in place of gRPC for calls to this process's own service. `words`
  // must outlive the client. Must be called before the first delivery.
  void ServeHere(const std::string& service, WordStore& words) { here_[service] = &words; }

  // Delivers a kForget item on behalf of its user. The token is valid for the package
  // lossy.<name>.v1. Returns INVALID_ARGUMENT only if the payload cannot be parsed. Returns ABORTED
  // if the service rejects the call, so that the relay keeps the item.
  absl::Status Deliver(const base::Outgoing& outgoing);

 private:
  absl::Status Call(const privacy::v1::ForgetOrder& order, base::Caller caller);

  std::map<std::string, std::unique_ptr<privacy::v1::PrivacyService::Stub>> stubs_;
  std::map<std::string, WordStore*> here_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
