#include "services/shared/privacy/privacy_service.h"

#include "services/shared/privacy/acting_for.h"

namespace lossy::services {

using base::Caller;

grpc::Status PrivacyService::Forget(grpc::ServerContext* context,
                                    const privacy::v1::ForgetRequest* request,
                                    privacy::v1::ForgetResponse*) {
  return calls_.Run(*context, "Forget", [&](const Caller& caller) -> absl::Status {
    if (caller.identity.role == base::Role::kUser) {
      return absl::PermissionDeniedError("only services may have words forgotten");
    }
    return words_.Forget(caller, *request);
  });
}

grpc::Status PrivacyService::ExportUser(
    grpc::ServerContext* context, const privacy::v1::ExportUserRequest* request,
    grpc::ServerWriter<privacy::v1::ExportUserResponse>* writer) {
  return calls_.Run(*context, "ExportUser", [&](const Caller& caller) -> absl::Status {
    const absl::StatusOr<Caller> owner = ActingFor(caller, request->user_id());
    if (!owner.ok()) return owner.status();
    return words_.Export(owner->identity.user_id,
                         [&](const privacy::v1::ExportUserResponse& part) -> absl::Status {
                           if (writer->Write(part)) return absl::OkStatus();
                           return absl::CancelledError("the caller disconnected");
                         });
  });
}

}  // namespace lossy::services
