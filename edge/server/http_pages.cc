#include "edge/server/http_pages.h"

#include <utility>

#include "absl/types/optional.h"

namespace lossy::edge {

HttpPages::HttpPages(const TokenPages& tokens, const SiteFiles& site, const ConsolePages& console,
                     std::function<bool()> ready)
    : tokens_(tokens), site_(site), console_(console), ready_(std::move(ready)) {}

HttpResponse HttpPages::Answer(const HttpRequest& request) const {
  if (absl::optional<HttpResponse> token = tokens_.Answer(request)) return *std::move(token);
  if (request.path == "*") return MethodsResponse(request.method, "GET, HEAD, POST, OPTIONS");
  if (request.path == "/healthz" || request.path == "/readyz") return AnswerCheck(request);
  if (absl::optional<HttpResponse> file = site_.Answer(request)) return *std::move(file);
  if (absl::optional<HttpResponse> page = console_.Answer(request)) return *std::move(page);
  return TextResponse(404, "not found\n");
}

HttpResponse HttpPages::AnswerCheck(const HttpRequest& request) const {
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  if (request.path == "/healthz") return TextResponse(200, "ok\n");
  return ready_() ? TextResponse(200, "ready\n") : TextResponse(503, "not ready\n");
}

}  // namespace lossy::edge
