#include "edge/server/routes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error/error.h"
#include "edge/console/console.h"
#include "edge/server/http_request.h"
#include "edge/server/http_response.h"
#include "edge/server/refusal_response.h"
#include "edge/server/upgrade.h"
#include "edge/transcoding/error_json.h"

namespace lossy::edge {
namespace {

// After which a request that took too much memory may be sent again.
constexpr int kOverBudgetMilliseconds = 1'000;

HttpHandler::Outcome Done(const HttpResponse& response, bool keep_alive) {
  HttpHandler::Outcome outcome;
  outcome.response = response.Encode(keep_alive);
  outcome.close = !keep_alive;
  return outcome;
}

// Doubled and trailing slashes do not matter.
bool IsPath(absl::string_view path, const std::vector<absl::string_view>& segments) {
  return std::vector<absl::string_view>(absl::StrSplit(path, '/', absl::SkipEmpty())) == segments;
}

// The error as JSON, and when to come back.
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

bool IsLongpoll(absl::string_view path) { return IsPath(path, {"socket", "longpoll"}); }

// Lets a page of an allowed origin read the answer.
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

HttpFront::HttpFront(const Routes& routes, const HttpLimits& limits, LongpollEndpoint& longpoll,
                     MakeSocket make_socket)
    : routes_(routes), limits_(limits), longpoll_(longpoll), make_socket_(std::move(make_socket)) {}

HttpHandler::Outcome HttpFront::OnHttp(absl::string_view data, Transport& transport,
                                       Responder& responder) {
  HttpRequest request;
  std::size_t size = 0;
  const auto max_body = [this](const HttpRequest& head) { return MaxBody(head); };
  switch (ParseHttpRequest(data, limits_.max_header_bytes, max_body, &request, &size)) {
    case HttpParse::kIncomplete:
      return {.wanted = size};
    case HttpParse::kHeaderTooLarge:
      return Done(RefuseHeader(), /*keep_alive=*/false);
    case HttpParse::kBodyTooLarge:
      return RefuseBody(std::move(request), responder);
    case HttpParse::kUnknownCoding:
      return Done(EmptyResponse(501), /*keep_alive=*/false);
    case HttpParse::kMalformed:
      return Done(EmptyResponse(400), /*keep_alive=*/false);
    case HttpParse::kDone:
      break;
  }
  Outcome outcome = Answer(std::move(request), transport, responder);
  outcome.consumed = size;
  return outcome;
}

// A client that posts to a session must say first to which: nothing is read for others.
std::size_t HttpFront::MaxBody(const HttpRequest& head) const {
  if (!IsLongpoll(head.path)) return limits_.max_body_bytes;
  return longpoll_.HasSession(head) ? limits_.max_longpoll_body_bytes : 0;
}

HttpHandler::Outcome HttpFront::RefuseBody(HttpRequest head, Responder& responder) {
  head.keep_alive = false;
  if (IsLongpoll(head.path) && !longpoll_.HasSession(head)) {
    // The head is enough to say what is wrong.
    return longpoll_.Handle(std::move(head), responder);
  }
  const absl::Status problem = base::InvalidArgument(
      "body", absl::StrCat("must be at most ", MaxBody(head), " bytes in one piece"));
  return Done(ErrorResponse(413, problem), /*keep_alive=*/false);
}

std::string HttpFront::OverBudget() const {
  channel::v1::Error error = base::ToError(
      base::Unavailable("too many bytes of incomplete requests are held; send this one again"));
  error.set_retry_after_ms(kOverBudgetMilliseconds);
  return ErrorResponse(503, base::MakeStatus(error)).Encode(/*keep_alive=*/false);
}

HttpHandler::Outcome HttpFront::Answer(HttpRequest request, Transport& transport,
                                       Responder& responder) {
  if (IsPath(request.path, {"socket", "websocket"})) return Upgrade(request, transport);
  if (IsLongpoll(request.path)) return longpoll_.Handle(std::move(request), responder);
  return Done(Respond(request), request.keep_alive);
}

HttpHandler::Outcome HttpFront::Upgrade(const HttpRequest& request, Transport& transport) {
  UpgradeDecision decision =
      DecideUpgrade(request, routes_.origins, routes_.authenticator, routes_.deflate);
  if (decision.refusal) {
    routes_.metrics.refused.Record(decision.reason, decision.problem);
    return Done(*decision.refusal, request.keep_alive);
  }
  absl::StatusOr<std::unique_ptr<UserConnection>> connection =
      routes_.users.Connect(decision.identity.user_id);
  if (!connection.ok()) {
    routes_.metrics.rate_limited.Increment();
    routes_.metrics.refused.Record(base::RefusalReason::kRateLimited,
                                   connection.status().message());
    return Done(ErrorResponse(429, connection.status()), request.keep_alive);
  }
  routes_.metrics.accepted.Increment();
  Outcome outcome;
  outcome.response = std::move(decision.accepted);
  outcome.deflate = decision.deflate;
  outcome.upgraded = make_socket_(transport, {.serializer = decision.serializer,
                                              .identity = std::move(decision.identity),
                                              .connection = *std::move(connection)});
  return outcome;
}

HttpResponse HttpFront::Respond(const HttpRequest& request) const {
  if (request.path == "/healthz") return TextResponse(200, "ok\n");
  if (request.path == "/readyz") {
    return routes_.ready() ? TextResponse(200, "ready\n") : TextResponse(503, "not ready\n");
  }
  if (request.path == "/api/auth/extension_token") return RespondToMint(request);
  if (routes_.dev_login != nullptr && DevLogin::Serves(request)) {
    const std::string* origin = request.Header("origin");
    if (origin != nullptr && !routes_.origins.Allows(*origin)) return RefuseOrigin(*origin);
    return routes_.dev_login->Answer(request);
  }
  if (request.path == "/" && request.method == "GET") return HtmlResponse(ConsolePage());
  return TextResponse(404, "not found\n");
}

HttpResponse HttpFront::RefuseHeader() const {
  // A token may be what is too large.
  routes_.metrics.refused.Record(
      base::RefusalReason::kHeaderTooLarge,
      absl::StrCat("the header has more than the ", limits_.max_header_bytes,
                   " bytes of --max_header_bytes"));
  return RefusalResponse(base::RefusalReason::kHeaderTooLarge, 431);
}

HttpResponse HttpFront::RefuseOrigin(absl::string_view origin) const {
  routes_.metrics.token_refused.Record(base::RefusalReason::kOrigin, OriginProblem(origin));
  return RefusalResponse(base::RefusalReason::kOrigin);
}

HttpResponse HttpFront::RespondToMint(const HttpRequest& request) const {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !routes_.origins.Allows(*origin)) return RefuseOrigin(*origin);
  HttpResponse response = request.method == "POST"      ? routes_.mint.Answer(request)
                          : request.method == "OPTIONS" ? EmptyResponse(204)
                                                        : EmptyResponse(405);
  AllowOrigin(request, &response);
  return response;
}

}  // namespace lossy::edge
