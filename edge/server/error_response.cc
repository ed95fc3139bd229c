#include "edge/server/error_response.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/transcoding/error_json.h"

namespace lossy::edge {

HttpResponse ErrorResponse(int http_status, const absl::Status& status) {
  const channel::v1::Error error = base::ToError(status);
  std::string json;
  AppendErrorJson(error, &json);
  HttpResponse response = JsonResponse(http_status, std::move(json));
  const std::int64_t seconds = (error.retry_after_ms() + 999) / 1000;
  if (seconds == 0) return response;
  response.headers.emplace_back("retry-after", absl::StrCat(seconds));
  return response;
}

}  // namespace lossy::edge
