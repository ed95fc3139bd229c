#include "edge/server/token_pages.h"

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

TokenPages::TokenPages(const OriginPolicy& origins, ExtensionTokenHandler& extension_tokens,
                       DevLogin* dev_login, base::RefusalRecorder& refusals)
    : origins_(origins),
      extension_tokens_(extension_tokens),
      dev_login_(dev_login),
      refusals_(refusals) {}

absl::optional<HttpResponse> TokenPages::Answer(const HttpRequest& request) const {
  if (request.path == "/api/auth/extension_token") return AnswerExtensionToken(request);
  if (dev_login_ == nullptr || !DevLogin::Serves(request)) return absl::nullopt;
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) return RefuseOrigin(request);
  return dev_login_->Answer(request);
}

HttpResponse TokenPages::AnswerExtensionToken(const HttpRequest& request) const {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) return RefuseOrigin(request);
  HttpResponse response = request.method == "POST"
                              ? extension_tokens_.Answer(request)
                              : MethodsResponse(request.method, "POST, OPTIONS");
  AllowOrigin(request, &response);
  return response;
}

HttpResponse TokenPages::RefuseOrigin(const HttpRequest& request) const {
  refusals_.Record(base::RefusalReason::kOrigin, OriginProblem(*request.Header("origin")),
                   request.client.ToString());
  return RefusalResponse(base::RefusalReason::kOrigin);
}

}  // namespace lossy::edge
