#include "edge/longpoll/endpoint.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/types/optional.h"
#include "edge/http/query.h"
#include "edge/http/refusal_response.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/longpoll/poll_body.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kTokenHeader = "x-phoenix-longpoll-token";

HttpResponse Preflight(const HttpRequest& request) {
  HttpResponse response = EmptyLongpollResponse(200);
  const std::string* asked = request.Header("access-control-request-headers");
  response.headers.emplace_back("access-control-allow-headers", asked == nullptr ? "" : *asked);
  response.headers.emplace_back("access-control-allow-methods", "get, post, options");
  response.headers.emplace_back("access-control-max-age", "3600");
  return response;
}

// Clients before Phoenix 1.8 use a new session as if it were the old one, and never join again. An
// error makes them join again. The edge recognizes them by a content type without a body.
bool IgnoresNewSessions(const HttpRequest& request) {
  const std::string* accept = request.Header("accept");
  const bool wants_json = accept != nullptr && absl::StrContains(*accept, "application/json");
  return request.method == "GET" && request.Header("content-type") != nullptr && !wants_json;
}

// In the query, the tokens of the session and of the user are both named "token".
std::string FindSessionToken(const HttpRequest& request, const QueryParams& params) {
  const std::string* header = request.Header(kTokenHeader);
  if (header != nullptr) return *header;
  std::string found;
  for (const auto& [name, value] : params) {
    if (name == "token" && IsSessionToken(value)) found = value;
  }
  return found;
}

}  // namespace

LongpollEndpoint::LongpollEndpoint(const TokenSigner& signer, const OriginPolicy& origins,
                                   LongpollOpener& opener, LongpollDispatcher& dispatcher,
                                   EdgeMetrics& metrics)
    : signer_(signer),
      origins_(origins),
      opener_(opener),
      dispatcher_(dispatcher),
      metrics_(metrics) {}

HttpHandler::Outcome LongpollEndpoint::Handle(HttpRequest request, Responder& responder) {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  if (!params) return RespondNow(EmptyLongpollResponse(400), request.framing());
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) {
    return RespondNow(
        opener_.Refuse(base::RefusalReason::kOrigin, OriginProblem(*origin), request.client),
        request.framing());
  }
  if (request.method == "OPTIONS") return RespondNow(Preflight(request), request.framing());
  if (request.method != "GET" && request.method != "POST") {
    return RespondNow(EmptyLongpollResponse(400), request.framing());
  }
  const std::string text = FindSessionToken(request, *params);
  const absl::optional<SessionToken> token = signer_.Verify(text);
  if (!token) return RespondNow(AnswerWithoutSession(request), request.framing());
  auto shared = std::make_shared<HttpRequest>(std::move(request));
  return dispatcher_.Dispatch(
      text, *token, shared, [this, shared] { return AnswerDead(*shared); }, responder);
}

bool LongpollEndpoint::HasSession(const HttpRequest& request) const {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  return params && signer_.Verify(FindSessionToken(request, *params)).has_value();
}

HttpResponse LongpollEndpoint::AnswerDead(const HttpRequest& request) {
  // The edge that the client is connected to opens a new session.
  if (request.Header(Forwarder::kMarker) != nullptr) return EmptyLongpollResponse(410);
  if (!IgnoresNewSessions(request)) return AnswerWithoutSession(request);
  metrics_.longpoll.OnPollAnswered(500);
  return LongpollResponse(StatusBody(500));
}

HttpResponse LongpollEndpoint::AnswerWithoutSession(const HttpRequest& request) {
  if (request.method == "GET") return opener_.Open(request);
  metrics_.longpoll.OnPostAnswered(410);
  return LongpollResponse(StatusBody(410));
}

}  // namespace lossy::edge
