#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::base {

// Our functions return absl::Status. These make one whose reason, details and retry hint survive
// the way to the client; any other absl::Status gets the reason that fits its code.

absl::Status NotFound(absl::string_view message);

// `field` is the name the client used; `problem` completes the sentence "<field> …".
absl::Status InvalidArgument(absl::string_view field, absl::string_view problem);

absl::Status NotConfigured(absl::string_view message);

absl::Status Unavailable(absl::string_view message);

absl::Status RateLimited(absl::string_view message, std::int64_t retry_after_ms);

// The user stores as much of `quota` ("notes", "note_bytes") as `limit` allows. A client should not
// retry; IsQuotaExceeded tells this apart from RateLimited, which has the same gRPC code.
absl::Status QuotaExceeded(absl::string_view quota, std::int64_t limit);
bool IsQuotaExceeded(const absl::Status& status);
// OK unless `used` is above `limit`. A limit of 0 is none.
absl::Status CheckQuota(absl::string_view quota, std::int64_t used, std::int64_t limit);

absl::Status MakeStatus(const channel::v1::Error& error);

// What a client is told. Never fails: a status without an Error gets one made from its code.
channel::v1::Error ToError(const absl::Status& status);

// The two directions of one gRPC call. The Error travels in grpc-status-details-bin. Texts that
// would not fit into trailers are cut, and bytes that are not UTF-8 replaced.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace lossy::base
