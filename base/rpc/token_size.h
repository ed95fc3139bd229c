#pragma once

#include <cstddef>

#include "grpcpp/server_builder.h"

namespace lossy::base {

// The largest token that the process verifies, in bytes (--max_token_bytes).
std::size_t MaxTokenBytes();

// Makes the server accept metadata with a token of MaxTokenBytes. gRPC's own bound is 8 KiB for all
// metadata of a call.
void AllowLargeTokens(grpc::ServerBuilder& builder);

}  // namespace lossy::base
