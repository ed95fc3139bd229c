#pragma once

#include "base/rpc/unary_method.h"
#include "lossy/privacy/v1/privacy.grpc.pb.h"
#include "services/video/accounts.h"

namespace lossy::video {

// AccountService over gRPC (privacy.proto). The method authenticates the caller and calls Accounts.
// Threads: thread-safe.
class AccountService final : public privacy::v1::AccountService::Service {
 public:
  // `calls` and `accounts` must outlive the service.
  AccountService(base::Calls& calls, Accounts& accounts) : calls_(calls), accounts_(accounts) {}

  LOSSY_UNARY_METHOD(privacy::v1, EraseUser, accounts_.Erase);

 private:
  base::Calls& calls_;
  Accounts& accounts_;
};

}  // namespace lossy::video
