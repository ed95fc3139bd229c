#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// Adds what each call between our processes carries: `authorization` with the token and
// `x-request-id`. Nothing else in the tree adds metadata: gRPC ends the process on a value that
// HTTP/2 does not permit, and values also come from clients and from tables.
//
// A request id that is none (base/text/request_id.h) is replaced by a new one, which is logged. A
// token that HTTP/2 does not permit proves nothing, so it is left out: the service answers
// UNAUTHENTICATED.
void AddCallMetadata(absl::string_view token, absl::string_view request_id,
                     grpc::ClientContext& context);

}  // namespace lossy::base
