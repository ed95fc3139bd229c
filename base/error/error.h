#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::base {

// Makes and converts the errors that clients receive. The services return absl::Status. The
// functions below attach a lossy.channel.v1.Error to a status: a reason, details and a retry hint,
// which reach the client unchanged. The edge and the services give any other status the reason that
// its code implies.

absl::Status NotFound(absl::string_view message);

// `field` is the name of the field as the client wrote it. The message is "<field> <problem>".
absl::Status InvalidArgument(absl::string_view field, absl::string_view problem);

absl::Status NotConfigured(absl::string_view message);

absl::Status Unavailable(absl::string_view message);

absl::Status RateLimited(absl::string_view message, std::int64_t retry_after_ms);

// The user has reached `limit` of `quota`, for example "notes" or "note_bytes". A client should not
// retry. RateLimited has the same gRPC code; IsQuotaExceeded distinguishes the two.
absl::Status QuotaExceeded(absl::string_view quota, std::int64_t limit);
bool IsQuotaExceeded(const absl::Status& status);
// Returns QuotaExceeded if `used` is greater than `limit`. A limit of 0 means no limit.
absl::Status CheckQuota(absl::string_view quota, std::int64_t used, std::int64_t limit);

// Returns a status that carries `error`, with the gRPC code that its reason implies.
absl::Status MakeStatus(const channel::v1::Error& error);

// Returns the error that a client receives. A status without an Error gets one from its code.
channel::v1::Error ToError(const absl::Status& status);

// Convert between our status and gRPC's. The Error is carried in grpc-status-details-bin. Texts
// that do not fit into trailers are truncated, and bytes that are not UTF-8 are replaced.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace lossy::base
