#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/trace_endpoint.h"

namespace lossy::base {

// The bounds of one POST.
struct SpanPostLimits {
  absl::Time deadline;  // A steady time.
  // A descriptor that becomes readable when the POST must end early.
  int stop_fd;
};

// Sends `body`, an ExportTraceServiceRequest, to the endpoint over a connection of its own, and
// returns the status of the HTTP response. TLS is version 1.2 or newer, and the server's
// certificate must name the host. `ca_file` has the trusted authorities as PEM; empty: the
// system's. Uses no proxy and follows no redirect.
//
// Blocks until the deadline at most, except while the host's name resolves. SIGPIPE must be
// ignored. Errors: UNAVAILABLE without a complete status line, DEADLINE_EXCEEDED, CANCELLED by
// `stop_fd`, INVALID_ARGUMENT if `ca_file` cannot be read.
absl::StatusOr<int> PostSpans(const TraceEndpoint& endpoint, const std::string& ca_file,
                              absl::string_view body, const SpanPostLimits& limits);

}  // namespace lossy::base
