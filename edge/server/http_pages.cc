#include "edge/server/http_pages.h"

#include <utility>

#include "edge/console/console.h"
#include "edge/http/refusal_response.h"

namespace lossy::edge {
namespace {

// Lets a page of an allowed origin read the response (CORS).
void AllowOrigin(const HttpRequest& request, HttpResponse* response) {
  const std::string* origin = request.Header("origin");
  if (origin == nullptr) return;
  response->headers.emplace_back("access-control-allow-origin", *origin);
  response->headers.emplace_back("access-control-allow-credentials", "true");
  response->headers.emplace_back("access-control-allow-headers", "authorization, content-type");
  response->headers.emplace_back("access-control-allow-methods", "POST, OPTIONS");
  response->headers.emplace_back("vary", "origin");
}

}  // namespace

HttpPages::HttpPages(const OriginPolicy& origins, ExtensionTokenHandler& extension_tokens,
                     DevLogin* dev_login, base::RefusalRecorder& token_refusals,
                     std::function<bool()> ready)
    : origins_(origins),
      extension_tokens_(extension_tokens),
      dev_login_(dev_login),
      token_refusals_(token_refusals),
      ready_(std::move(ready)) {}

HttpResponse HttpPages::Answer(const HttpRequest& request) const {
  if (request.path == "/api/auth/extension_token") return AnswerExtensionToken(request);
  if (dev_login_ != nullptr && DevLogin::Serves(request)) {
    const std::string* origin = request.Header("origin");
    if (origin != nullptr && !origins_.Allows(*origin)) return RefuseOrigin(request);
    return dev_login_->Answer(request);
  }
  if (request.path == "*") return MethodsResponse(request.method, "GET, HEAD, POST, OPTIONS");
  const bool page = request.path == "/" || request.path == "/healthz" || request.path == "/readyz";
  if (!page) return TextResponse(404, "not found\n");
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  if (request.path == "/") return HtmlResponse(ConsolePage());
  if (request.path == "/healthz") return TextResponse(200, "ok\n");
  return ready_() ? TextResponse(200, "ready\n") : TextResponse(503, "not ready\n");
}

HttpResponse HttpPages::AnswerExtensionToken(const HttpRequest& request) const {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) return RefuseOrigin(request);
  HttpResponse response = request.method == "POST"
                              ? extension_tokens_.Answer(request)
                              : MethodsResponse(request.method, "POST, OPTIONS");
  AllowOrigin(request, &response);
  return response;
}

HttpResponse HttpPages::RefuseOrigin(const HttpRequest& request) const {
  token_refusals_.Record(base::RefusalReason::kOrigin, OriginProblem(*request.Header("origin")),
                         request.client.ToString());
  return RefusalResponse(base::RefusalReason::kOrigin);
}

}  // namespace lossy::edge
