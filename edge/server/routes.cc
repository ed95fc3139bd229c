#include "edge/server/routes.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error/error.h"
#include "edge/console/console.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/refusal_response.h"
#include "edge/net/forwarded.h"
#include "edge/net/proxy_header.h"
#include "edge/server/upgrade.h"
#include "edge/transcoding/error_json.h"
#include "edge/websocket/websocket_session.h"

namespace lossy::edge {
namespace {

// After which a request that took too much memory may be sent again.
constexpr int kOverBudgetMilliseconds = 1'000;

constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

HttpHandler::Outcome Done(const HttpResponse& response, const HttpFraming& framing) {
  HttpHandler::Outcome outcome;
  outcome.response = response.Encode(framing);
  outcome.close = !framing.keep_alive;
  return outcome;
}

// The last answer of a connection, to bytes that may be no request.
HttpHandler::Outcome Last(const HttpResponse& response) {
  return Done(response, {.keep_alive = false});
}

// An expectation other than that of "100 Continue" (RFC 9110, section 10.1.1). Those of HTTP/1.0
// are ignored.
bool ExpectsUnknown(const HttpRequest& request) {
  const std::string* expected = request.Header("expect");
  return expected != nullptr && request.http_1_1 &&
         !absl::EqualsIgnoreCase(*expected, "100-continue");
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
                     Deflate& deflate, MakeSocket make_socket)
    : routes_(routes),
      limits_(limits),
      longpoll_(longpoll),
      deflate_(deflate),
      make_socket_(std::move(make_socket)) {}

HttpHandler::Outcome HttpFront::OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                                       Responder& responder) {
  if (!state.begun) {
    absl::optional<Outcome> begun = Begin(data, state);
    if (begun.has_value()) return *std::move(begun);
  }
  HttpRequest request;
  std::size_t size = 0;
  const auto max_body = [this](const HttpRequest& head) { return MaxBody(head); };
  const HttpParse parsed =
      ParseHttpRequest(data, limits_.max_header_bytes, max_body, &request, &state.progress, &size);
  request.client = ForwardedClient(request.headers, state.client, routes_.forwarded_from);
  request.proxied = state.proxied;
  if (parsed == HttpParse::kIncomplete) return AwaitBody(request, state);
  if (parsed != HttpParse::kDone) return Refuse(parsed, std::move(request), responder);
  if (ExpectsUnknown(request)) return Last(EmptyResponse(417));
  state.progress = {};
  state.continued = false;
  Outcome outcome = Answer(std::move(request), stream, responder);
  outcome.consumed = size;
  return outcome;
}

absl::optional<HttpHandler::Outcome> HttpFront::Begin(absl::string_view data, HttpState& state) {
  state.begun = true;
  state.behind_proxy = routes_.forwarded_from.Contain(state.client);
  if (!routes_.proxy_protocol_from.Contain(state.client)) return absl::nullopt;
  ProxyHeader header;
  Outcome outcome;
  switch (ParseProxyHeader(data, &header)) {
    case ProxyHeader::Result::kIncomplete:
      state.begun = false;
      state.progress.wanted = static_cast<std::uint32_t>(std::max(header.size, data.size() + 1));
      return outcome;
    case ProxyHeader::Result::kMalformed:
      routes_.metrics.refused.Record(
          base::RefusalReason::kRequest,
          "a connection from an address in --proxy_protocol_from has no PROXY header",
          state.client.ToString());
      return Last(TextResponse(400, "a PROXY protocol header must come first\n"));
    case ProxyHeader::Result::kDone:
      break;
  }
  state.progress = {};
  state.proxied = true;
  state.behind_proxy = true;
  if (header.client) state.client = *header.client;
  outcome.consumed = header.size;
  return outcome;
}

HttpHandler::Outcome HttpFront::AwaitBody(const HttpRequest& head, HttpState& state) const {
  if (ExpectsUnknown(head)) return Last(EmptyResponse(417));
  Outcome outcome;
  if (head.Header("expect") == nullptr || !head.http_1_1 || state.continued) return outcome;
  state.continued = true;
  outcome.response = kContinue;
  return outcome;
}

HttpHandler::Outcome HttpFront::Refuse(HttpParse problem, HttpRequest head, Responder& responder) {
  const std::string client = head.client.ToString();
  switch (problem) {
    case HttpParse::kHeaderTooLarge:
      return Last(RefuseHeader(431, client));
    case HttpParse::kTargetTooLong:
      return Last(RefuseHeader(414, client));
    case HttpParse::kBodyTooLarge:
      return RefuseBody(std::move(head), responder);
    case HttpParse::kUnknownCoding:
      return Last(EmptyResponse(501));
    default:
      return Last(EmptyResponse(400));
  }
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
  const absl::Status problem =
      base::InvalidArgument("body", absl::StrCat("must be at most ", MaxBody(head), " bytes"));
  return Done(ErrorResponse(413, problem), head.framing());
}

std::string HttpFront::OverBudget() const {
  channel::v1::Error error = base::ToError(
      base::Unavailable("too many bytes of incomplete requests are held; send this one again"));
  error.set_retry_after_ms(kOverBudgetMilliseconds);
  return ErrorResponse(503, base::MakeStatus(error)).Encode({.keep_alive = false});
}

HttpHandler::Outcome HttpFront::Answer(HttpRequest request, TcpStream& stream,
                                       Responder& responder) {
  if (IsPath(request.path, {"socket", "websocket"})) return Upgrade(request, stream);
  if (IsLongpoll(request.path)) return longpoll_.Handle(std::move(request), responder);
  return Done(Respond(request), request.framing());
}

HttpHandler::Outcome HttpFront::Upgrade(const HttpRequest& request, TcpStream& stream) {
  UpgradeDecision decision =
      DecideUpgrade(request, routes_.origins, routes_.authenticator, routes_.deflate);
  if (decision.refusal) {
    routes_.metrics.refused.Record(decision.reason, decision.problem, request.client.ToString());
    return Done(*decision.refusal, request.framing());
  }
  absl::StatusOr<ClientConnections> connections = ConnectClient(
      routes_.users, routes_.addresses, decision.identity.user_id, request.client.ToString());
  if (!connections.ok()) {
    routes_.metrics.rate_limited.Increment();
    routes_.metrics.refused.Record(base::RefusalReason::kRateLimited,
                                   connections.status().message(), request.client.ToString());
    return Done(ErrorResponse(429, connections.status()), request.framing());
  }
  routes_.metrics.accepted.Increment();
  Outcome outcome;
  outcome.response = std::move(decision.accepted);
  auto session = std::make_unique<WebSocketSession>(stream, decision.deflate ? &deflate_ : nullptr);
  session->Open(make_socket_(*session, {.serializer = decision.serializer,
                                        .identity = std::move(decision.identity),
                                        .connection = std::move(connections->user),
                                        .address = std::move(connections->address)}));
  outcome.upgraded = std::move(session);
  return outcome;
}

HttpResponse HttpFront::Respond(const HttpRequest& request) const {
  if (request.path == "/api/auth/extension_token") return RespondToMint(request);
  if (routes_.dev_login != nullptr && DevLogin::Serves(request)) {
    const std::string* origin = request.Header("origin");
    if (origin != nullptr && !routes_.origins.Allows(*origin)) return RefuseOrigin(request);
    return routes_.dev_login->Answer(request);
  }
  if (request.path == "*") return MethodsResponse(request.method, "GET, HEAD, POST, OPTIONS");
  const bool page = request.path == "/" || request.path == "/healthz" || request.path == "/readyz";
  if (!page) return TextResponse(404, "not found\n");
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  if (request.path == "/") return HtmlResponse(ConsolePage());
  if (request.path == "/healthz") return TextResponse(200, "ok\n");
  return routes_.ready() ? TextResponse(200, "ready\n") : TextResponse(503, "not ready\n");
}

HttpResponse HttpFront::RefuseHeader(int status, absl::string_view client) const {
  // A token may be what is too large.
  routes_.metrics.refused.Record(
      base::RefusalReason::kHeaderTooLarge,
      absl::StrCat("the header has more than the ", limits_.max_header_bytes,
                   " bytes of --max_header_bytes"),
      client);
  return RefusalResponse(base::RefusalReason::kHeaderTooLarge, status);
}

HttpResponse HttpFront::RefuseOrigin(const HttpRequest& request) const {
  routes_.metrics.token_refused.Record(base::RefusalReason::kOrigin,
                                       OriginProblem(*request.Header("origin")),
                                       request.client.ToString());
  return RefusalResponse(base::RefusalReason::kOrigin);
}

HttpResponse HttpFront::RespondToMint(const HttpRequest& request) const {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !routes_.origins.Allows(*origin)) return RefuseOrigin(request);
  HttpResponse response = request.method == "POST"
                              ? routes_.mint.Answer(request)
                              : MethodsResponse(request.method, "POST, OPTIONS");
  AllowOrigin(request, &response);
  return response;
}

}  // namespace lossy::edge
