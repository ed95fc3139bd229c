#include "base/trace/span_post.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/trace/span_connection.h"

namespace lossy::base {
namespace {

// "HTTP/1.1 200" and a space, or the end of the line.
constexpr std::size_t kStatusBytes = 13;

std::string Head(const TraceEndpoint& endpoint, std::size_t body_bytes) {
  return absl::StrCat("POST ", endpoint.path, " HTTP/1.1\r\nHost: ", endpoint.Authority(),
                      "\r\nUser-Agent: lossy\r\nContent-Type: application/x-protobuf"
                      "\r\nContent-Length: ",
                      body_bytes, "\r\nConnection: close\r\n\r\n");
}

absl::StatusOr<int> StatusOf(absl::string_view response) {
  int status = 0;
  if (!absl::ConsumePrefix(&response, "HTTP/1.1 ") &&
      !absl::ConsumePrefix(&response, "HTTP/1.0 ")) {
    return absl::UnavailableError("the response is not HTTP");
  }
  if (!absl::SimpleAtoi(response.substr(0, 3), &status) || status < 100) {
    return absl::UnavailableError("the response is not HTTP");
  }
  return status;
}

}  // namespace

absl::StatusOr<int> PostSpans(const TraceEndpoint& endpoint, const std::string& ca_file,
                              absl::string_view body, const SpanPostLimits& limits) {
  SpanConnection connection(limits);
  absl::Status status = connection.Open(endpoint, ca_file);
  if (status.ok()) status = connection.Write(Head(endpoint, body.size()));
  if (status.ok()) status = connection.Write(body);
  std::string response;
  while (status.ok() && response.size() < kStatusBytes) status = connection.Read(&response);
  if (!status.ok()) return status;
  return StatusOf(response);
}

}  // namespace lossy::base
