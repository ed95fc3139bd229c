#include "services/video/account_service.h"

namespace lossy::video {

grpc::Status AccountService::EraseUser(grpc::ServerContext* context,
                                       const privacy::v1::EraseUserRequest* request,
                                       privacy::v1::EraseUserResponse* response) {
  return calls_.Run(*context, "EraseUser", [&](const base::Caller& caller) {
    return accounts_.Erase(caller, *request, response);
  });
}

}  // namespace lossy::video
