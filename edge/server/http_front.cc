#include "edge/server/http_front.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error/error.h"
#include "edge/api/api_path.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/refusal_response.h"
#include "edge/net/forwarded.h"
#include "edge/server/error_response.h"

namespace lossy::edge {
namespace {

// The retry hint of a request that took too much memory.
constexpr int kOverBudgetMilliseconds = 1'000;

constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

// Returns the last response of a connection, to bytes that may not be a request.
HttpHandler::Outcome Last(const HttpResponse& response) {
  return RespondNow(response, {.keep_alive = false});
}

// Returns true if the request has an expectation other than "100-continue" (RFC 9110,
// section 10.1.1). HTTP/1.0 has no expectations.
bool ExpectsUnknown(const HttpRequest& request) {
  const std::string* expected = request.Header("expect");
  return expected != nullptr && request.http_1_1 &&
         !absl::EqualsIgnoreCase(*expected, "100-continue");
}

// Returns true if the path has these segments. It ignores doubled and trailing slashes.
bool IsPath(absl::string_view path, const std::vector<absl::string_view>& segments) {
  return std::vector<absl::string_view>(absl::StrSplit(path, '/', absl::SkipEmpty())) == segments;
}

bool IsLongpoll(absl::string_view path) { return IsPath(path, {"socket", "longpoll"}); }

}  // namespace

HttpFront::HttpFront(Options options, const HttpPages& pages, const Endpoints& endpoints,
                     base::RefusalRecorder& refusals)
    : options_(std::move(options)), pages_(pages), endpoints_(endpoints), refusals_(refusals) {}

HttpHandler::Outcome HttpFront::OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                                       Responder& responder) {
  if (!state.begun) {
    absl::optional<Outcome> begun = Begin(data, state);
    if (begun.has_value()) return *std::move(begun);
  }
  HttpRequest request;
  std::size_t size = 0;
  const auto max_body = [this](const HttpRequest& head) { return MaxBody(head); };
  const HttpParse parsed = ParseHttpRequest(data, options_.limits.max_header_bytes, max_body,
                                            &request, &state.progress, &size);
  request.client = ForwardedClient(request.headers, state.client, options_.proxies.forwarded_from);
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
  Outcome outcome;
  switch (ReadProxyStart(data, options_.proxies, state, &outcome.consumed)) {
    case ProxyStart::kIncomplete:
      return outcome;
    case ProxyStart::kMalformed:
      refusals_.Record(base::RefusalReason::kRequest,
                       "a connection from an address in --proxy_protocol_from has no PROXY header",
                       state.client.ToString());
      return Last(TextResponse(400, "a PROXY protocol header must come first\n"));
    case ProxyStart::kDone:
      break;
  }
  if (outcome.consumed == 0) return absl::nullopt;
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

// A long-poll post must name its session first; otherwise the edge reads no body.
std::size_t HttpFront::MaxBody(const HttpRequest& head) const {
  if (IsApiPath(head.path)) return MaxEventBody(head);
  if (!IsLongpoll(head.path)) return options_.limits.max_body_bytes;
  return endpoints_.longpoll.HasSession(head) ? options_.limits.max_longpoll_body_bytes : 0;
}

// The edge reads a small body before it verifies the token. A large one needs a valid token first.
std::size_t HttpFront::MaxEventBody(const HttpRequest& head) const {
  const std::string* length = head.Header("content-length");
  std::uint64_t bytes = 0;
  const bool is_small = head.Header("transfer-encoding") == nullptr &&
                        (length == nullptr || (absl::SimpleAtoi(*length, &bytes) &&
                                               bytes <= options_.limits.max_body_bytes));
  return is_small || !endpoints_.api.HasToken(head) ? options_.limits.max_body_bytes
                                                    : options_.limits.max_event_body_bytes;
}

HttpHandler::Outcome HttpFront::RefuseBody(HttpRequest head, Responder& responder) {
  head.keep_alive = false;
  if (IsApiPath(head.path)) return endpoints_.api.RefuseBody(head, MaxBody(head));
  if (IsLongpoll(head.path) && !endpoints_.longpoll.HasSession(head)) {
    // The head alone decides the refusal.
    return endpoints_.longpoll.Handle(std::move(head), responder);
  }
  const absl::Status problem =
      base::InvalidArgument("body", absl::StrCat("must be at most ", MaxBody(head), " bytes"));
  return RespondNow(ErrorResponse(413, problem), head.framing());
}

std::string HttpFront::OverBudget() const {
  channel::v1::Error error = base::ToError(
      base::Unavailable("too many bytes of incomplete requests are held; send this one again"));
  error.set_retry_after_ms(kOverBudgetMilliseconds);
  return ErrorResponse(503, base::MakeStatus(error)).Encode({.keep_alive = false});
}

HttpHandler::Outcome HttpFront::Answer(HttpRequest request, TcpStream& stream,
                                       Responder& responder) {
  if (IsPath(request.path, {"socket", "websocket"}))
    return endpoints_.upgrader.Upgrade(request, stream);
  if (IsLongpoll(request.path)) return endpoints_.longpoll.Handle(std::move(request), responder);
  if (IsApiPath(request.path)) return endpoints_.api.Handle(request, stream, responder);
  return RespondNow(pages_.Answer(request), request.framing());
}

HttpResponse HttpFront::RefuseHeader(int status, absl::string_view client) const {
  // The token is often the part that is too large, so the refusal is recorded.
  refusals_.Record(base::RefusalReason::kHeaderTooLarge,
                   absl::StrCat("the header has more than the ", options_.limits.max_header_bytes,
                                " bytes of --max_header_bytes"),
                   client);
  return RefusalResponse(base::RefusalReason::kHeaderTooLarge, status);
}

}  // namespace lossy::edge
