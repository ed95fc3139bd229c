#include "edge/api/api_response.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "contract/model/error_reason.h"
#include "edge/channel/answer.h"
#include "simdjson.h"

namespace lossy::edge {
int HttpStatusOf(absl::string_view reason) {
  for (const contract::ErrorReason& each : contract::ErrorReasons()) {
    if (each.name == reason) return each.http_status;
  }
  return 500;
}

HttpResponse ErrorJsonResponse(std::string error_json) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object error;
  std::string_view reason;
  std::int64_t retry_after_ms = 0;
  if (parser.parse(error_json).get(error) == simdjson::SUCCESS) {
    if (error["reason"].get(reason) != simdjson::SUCCESS) reason = {};
    if (error["retry_after_ms"].get(retry_after_ms) != simdjson::SUCCESS) retry_after_ms = 0;
  }
  HttpResponse response = JsonResponse(
      HttpStatusOf(absl::string_view(reason.data(), reason.size())), std::move(error_json));
  if (retry_after_ms > 0) {
    response.headers.emplace_back("retry-after", absl::StrCat((retry_after_ms + 999) / 1000));
  }
  if (response.status == 401) response.headers.emplace_back("www-authenticate", "Bearer");
  return response;
}

HttpResponse StatusResponse(const absl::Status& status) {
  return ErrorJsonResponse(ErrorAnswer(status).response.json);
}

HttpResponse SocketNeeded() {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_FAILED_PRECONDITION);
  error.set_message("a session needs a WebSocket: open /socket/websocket and join the topic");
  HttpResponse response = StatusResponse(base::MakeStatus(error));
  response.status = 426;
  response.headers.emplace_back("upgrade", "websocket");
  return response;
}

HttpResponse EventStreamHead() {
  return {.status = 200,
          .body = {},
          .content_type = "text/event-stream",
          // The last header makes nginx send each event at once.
          .headers = {{"cache-control", "no-store"}, {"x-accel-buffering", "no"}}};
}

void AllowOrigin(const HttpRequest& request, HttpResponse* response) {
  const std::string* origin = request.Header("origin");
  if (origin == nullptr) return;
  response->headers.emplace_back("access-control-allow-origin", *origin);
  response->headers.emplace_back("access-control-expose-headers", "retry-after, allow");
  response->headers.emplace_back("vary", "origin");
}

}  // namespace lossy::edge
