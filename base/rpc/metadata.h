#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// Adds the metadata of a call between our processes: `authorization` with the token, and
// `x-request-id`. No other function in the tree adds metadata. gRPC ends the process on a value
// that HTTP/2 does not permit, and some values come from clients and from tables.
//
// An invalid request id (base/text/request_id.h) is replaced by a new one, which is logged. A token
// that HTTP/2 does not permit is omitted, so the service answers UNAUTHENTICATED.
void AddCallMetadata(absl::string_view token, absl::string_view request_id,
                     grpc::ClientContext& context);

}  // namespace lossy::base
