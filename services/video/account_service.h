#pragma once

#include "base/rpc/calls.h"
#include "lossy/privacy/v1/privacy.grpc.pb.h"
#include "services/video/accounts.h"

namespace lossy::video {

// AccountService over gRPC (privacy.proto). The method authenticates the caller and calls Accounts.
// Threads: thread-safe.
class AccountService final : public privacy::v1::AccountService::Service {
 public:
  // `calls` and `accounts` must outlive the service.
  AccountService(base::Calls& calls, Accounts& accounts) : calls_(calls), accounts_(accounts) {}

  grpc::Status EraseUser(grpc::ServerContext* context, const privacy::v1::EraseUserRequest* request,
                         privacy::v1::EraseUserResponse* response) override;

 private:
  base::Calls& calls_;
  Accounts& accounts_;
};

}  // namespace lossy::video
