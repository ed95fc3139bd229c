#include "base/error/error.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/retry_hint.h"
#include "base/utf8/valid_utf8.h"

namespace lossy::base {
namespace {

using channel::v1::Error;
using channel::v1::Reason;

// Limits of an error that leaves a service: its message, its details, and the texts of each detail.
constexpr std::size_t kMaxTextBytes = 512;
constexpr std::size_t kMaxDetails = 8;
constexpr std::size_t kMaxDetailBytes = 128;

constexpr absl::string_view kPayloadUrl = "lossy.channel.v1.Error";

Reason ReasonOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return channel::v1::REASON_INVALID_ARGUMENT;
    case absl::StatusCode::kNotFound:
      return channel::v1::REASON_NOT_FOUND;
    case absl::StatusCode::kPermissionDenied:
      return channel::v1::REASON_FORBIDDEN;
    case absl::StatusCode::kUnauthenticated:
      return channel::v1::REASON_UNAUTHENTICATED;
    case absl::StatusCode::kResourceExhausted:
      return channel::v1::REASON_RATE_LIMITED;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kCancelled:
      return channel::v1::REASON_UNAVAILABLE;
    case absl::StatusCode::kDeadlineExceeded:
      return channel::v1::REASON_DEADLINE_EXCEEDED;
    case absl::StatusCode::kFailedPrecondition:
      return channel::v1::REASON_FAILED_PRECONDITION;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return channel::v1::REASON_CONFLICT;
    case absl::StatusCode::kUnimplemented:
      return channel::v1::REASON_NOT_CONFIGURED;
    case absl::StatusCode::kOutOfRange:
      return channel::v1::REASON_RESET_REQUIRED;
    default:
      return channel::v1::REASON_INTERNAL;
  }
}

absl::StatusCode CodeOf(Reason reason) {
  switch (reason) {
    case channel::v1::REASON_INVALID_ARGUMENT:
      return absl::StatusCode::kInvalidArgument;
    case channel::v1::REASON_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case channel::v1::REASON_FORBIDDEN:
      return absl::StatusCode::kPermissionDenied;
    case channel::v1::REASON_UNAUTHENTICATED:
      return absl::StatusCode::kUnauthenticated;
    case channel::v1::REASON_RATE_LIMITED:
    case channel::v1::REASON_QUOTA_EXCEEDED:
      return absl::StatusCode::kResourceExhausted;
    case channel::v1::REASON_UNAVAILABLE:
      return absl::StatusCode::kUnavailable;
    case channel::v1::REASON_DEADLINE_EXCEEDED:
      return absl::StatusCode::kDeadlineExceeded;
    case channel::v1::REASON_FAILED_PRECONDITION:
      return absl::StatusCode::kFailedPrecondition;
    case channel::v1::REASON_CONFLICT:
      return absl::StatusCode::kAborted;
    case channel::v1::REASON_NOT_CONFIGURED:
    case channel::v1::REASON_UNKNOWN_EVENT:
      return absl::StatusCode::kUnimplemented;
    case channel::v1::REASON_RESET_REQUIRED:
      return absl::StatusCode::kOutOfRange;
    default:
      return absl::StatusCode::kInternal;
  }
}

Error Make(Reason reason, absl::string_view message) {
  Error error;
  error.set_reason(reason);
  error.set_message(std::string(message));
  return error;
}

constexpr absl::string_view kTooLong = "the message is larger than the service accepts";

// gRPC answers a message over the limit of its receiver with RESOURCE_EXHAUSTED, which would ask
// the client to send it again. Only the text distinguishes it from the answer of a busy server.
bool IsTooLong(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
         absl::StrContains(status.error_message(), "message larger than max");
}

// A client gets no reason at all if the trailers are larger than it accepts (8 KiB), or if a text
// is not UTF-8. A text may repeat what a client sent.
void FitIntoTrailers(Error& error) {
  error.set_message(ValidUtf8(error.message(), kMaxTextBytes));
  google::protobuf::Map<std::string, std::string> details;
  for (const auto& [field, problem] : error.details()) {
    if (details.size() == kMaxDetails) break;
    details[ValidUtf8(field, kMaxDetailBytes)] = ValidUtf8(problem, kMaxDetailBytes);
  }
  *error.mutable_details() = std::move(details);
}

absl::string_view PlainWords(Reason reason) {
  switch (reason) {
    case channel::v1::REASON_UNAVAILABLE:
      return "the service is not available right now";
    case channel::v1::REASON_DEADLINE_EXCEEDED:
      return "the service did not answer in time";
    case channel::v1::REASON_NOT_CONFIGURED:
      return "the service does not offer this";
    case channel::v1::REASON_RATE_LIMITED:
      return "too much at once";
    default:
      return "the call failed";
  }
}

}  // namespace

absl::Status MakeStatus(const Error& error) {
  Error fitting = error;
  FitIntoTrailers(fitting);
  absl::Status status(CodeOf(fitting.reason()), fitting.message());
  status.SetPayload(kPayloadUrl, absl::Cord(fitting.SerializeAsString()));
  return status;
}

absl::Status NotFound(absl::string_view message) {
  return MakeStatus(Make(channel::v1::REASON_NOT_FOUND, message));
}

absl::Status InvalidArgument(absl::string_view field, absl::string_view problem) {
  Error error = Make(channel::v1::REASON_INVALID_ARGUMENT, absl::StrCat(field, " ", problem));
  (*error.mutable_details())[std::string(field)] = std::string(problem);
  return MakeStatus(error);
}

absl::Status NotConfigured(absl::string_view message) {
  return MakeStatus(Make(channel::v1::REASON_NOT_CONFIGURED, message));
}

absl::Status Unavailable(absl::string_view message) {
  return MakeStatus(Make(channel::v1::REASON_UNAVAILABLE, message));
}

absl::Status RateLimited(absl::string_view message, std::int64_t retry_after_ms) {
  Error error = Make(channel::v1::REASON_RATE_LIMITED, message);
  error.set_retry_after_ms(retry_after_ms);
  return MakeStatus(error);
}

absl::Status QuotaExceeded(absl::string_view quota, std::int64_t limit) {
  Error error = Make(channel::v1::REASON_QUOTA_EXCEEDED,
                     absl::StrCat("the quota \"", quota, "\" is reached; its limit is ", limit));
  (*error.mutable_details())[std::string(quota)] = absl::StrCat("must be at most ", limit);
  return MakeStatus(error);
}

absl::Status CheckQuota(absl::string_view quota, std::int64_t used, std::int64_t limit) {
  return limit <= 0 || used <= limit ? absl::OkStatus() : QuotaExceeded(quota, limit);
}

Error ToError(const absl::Status& status) {
  if (absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl)) {
    Error error;
    if (error.ParseFromString(std::string(*payload))) return error;
  }
  Reason reason = ReasonOf(status.code());
  // Details of an internal error are for the log, not for a client.
  if (reason == channel::v1::REASON_INTERNAL) return Make(reason, "internal error");
  return Make(reason, status.message());
}

bool IsQuotaExceeded(const absl::Status& status) {
  return absl::IsResourceExhausted(status) &&
         ToError(status).reason() == channel::v1::REASON_QUOTA_EXCEEDED;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  Error error = ToError(status);
  FitIntoTrailers(error);
  HintRetry(error);
  channel::v1::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(error.message());
  details.add_details()->PackFrom(error);
  return {static_cast<grpc::StatusCode>(status.code()), error.message(),
          details.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (IsTooLong(status)) return MakeStatus(Make(channel::v1::REASON_INVALID_ARGUMENT, kTooLong));
  channel::v1::Status details;
  Error error;
  if (details.ParseFromString(status.error_details()) && details.details_size() > 0 &&
      details.details(0).UnpackTo(&error)) {
    return MakeStatus(error);
  }
  // The text is gRPC's own. It may name addresses, which clients must not see.
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  return {code, PlainWords(ReasonOf(code))};
}

}  // namespace lossy::base
