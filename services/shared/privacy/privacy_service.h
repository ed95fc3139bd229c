#pragma once

#include "base/rpc/calls.h"
#include "lossy/privacy/v1/privacy.grpc.pb.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::services {

// PrivacyService over gRPC (privacy.proto), which each service has. Each method authenticates the
// caller and calls the WordStore. Threads: thread-safe.
class PrivacyService final : public privacy::v1::PrivacyService::Service {
 public:
  // `calls` and `words` must outlive the service.
  PrivacyService(base::Calls& calls, WordStore& words) : calls_(calls), words_(words) {}

  grpc::Status Forget(grpc::ServerContext* context, const privacy::v1::ForgetRequest* request,
                      privacy::v1::ForgetResponse* response) override;
  grpc::Status ExportUser(grpc::ServerContext* context,
                          const privacy::v1::ExportUserRequest* request,
                          grpc::ServerWriter<privacy::v1::ExportUserResponse>* writer) override;

 private:
  base::Calls& calls_;
  WordStore& words_;
};

}  // namespace lossy::services
