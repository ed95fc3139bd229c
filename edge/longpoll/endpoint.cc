#include "edge/longpoll/endpoint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "base/time/clock.h"
#include "edge/http/query.h"
#include "edge/http/refusal_response.h"
#include "edge/longpoll/poll_body.h"
#include "edge/longpoll/post_body.h"
#include "edge/phoenix/vsn.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kTokenHeader = "x-phoenix-longpoll-token";
constexpr absl::string_view kAuthHeader = "x-phoenix-authtoken";
// For the answer to a post of a client that is over a rate. Below the time after which stock
// clients stop waiting for it.
constexpr absl::Duration kLongestPause = absl::Seconds(5);

HttpHandler::Outcome Now(const HttpRequest& request, const HttpResponse& response) {
  HttpHandler::Outcome outcome;
  outcome.response = response.Encode(request.framing());
  outcome.close = !request.keep_alive;
  return outcome;
}

HttpResponse Empty(int status) {
  HttpResponse response = EmptyResponse(status);
  response.headers.emplace_back("access-control-allow-origin", "*");
  return response;
}

HttpResponse Preflight(const HttpRequest& request) {
  HttpResponse response = Empty(200);
  const std::string* asked = request.Header("access-control-request-headers");
  response.headers.emplace_back("access-control-allow-headers", asked == nullptr ? "" : *asked);
  response.headers.emplace_back("access-control-allow-methods", "get, post, options");
  response.headers.emplace_back("access-control-max-age", "3600");
  return response;
}

bool IsForwarded(const HttpRequest& request) {
  return request.Header(Forwarder::kMarker) != nullptr;
}

// Clients before 1.8 take a new session for the old one, and never join again. They receive a
// failure instead, after which they do. The sign of such a client is the type of a body that is not
// there.
bool GoesOnBlindly(const HttpRequest& request) {
  const std::string* accept = request.Header("accept");
  const bool wants_json = accept != nullptr && absl::StrContains(*accept, "application/json");
  return request.method == "GET" && request.Header("content-type") != nullptr && !wants_json;
}

// The session's token and the user's both come as "token".
std::string FindSessionToken(const HttpRequest& request, const QueryParams& params) {
  const std::string* header = request.Header(kTokenHeader);
  if (header != nullptr) return *header;
  std::string found;
  for (const auto& [name, value] : params) {
    if (name == "token" && IsSessionToken(value)) found = value;
  }
  return found;
}

absl::StatusOr<base::Identity> Connect(const HttpRequest& request, const QueryParams& params,
                                       Authenticator& authenticator) {
  const std::string* token = request.Header(kAuthHeader);
  for (const auto& [name, value] : params) {
    if (request.Header(kAuthHeader) == nullptr && name == "token" && !IsSessionToken(value)) {
      token = &value;
    }
  }
  return token == nullptr ? authenticator.WithoutToken(request)
                          : authenticator.VerifyForSocket(*token);
}

}  // namespace

LongpollEndpoint::LongpollEndpoint(const Context& context, LongpollSessions& own, Executor& home,
                                   Forwarder& forwarder)
    : context_(context), own_(own), home_(home), forwarder_(forwarder) {}

HttpHandler::Outcome LongpollEndpoint::Handle(HttpRequest request, Responder& responder) {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  if (!params) return Now(request, Empty(400));
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !context_.origins.Allows(*origin)) {
    return Now(request,
               Refuse(base::RefusalReason::kOrigin, OriginProblem(*origin), request.client));
  }
  if (request.method == "OPTIONS") return Now(request, Preflight(request));
  if (request.method != "GET" && request.method != "POST") return Now(request, Empty(400));
  const std::string sealed = FindSessionToken(request, *params);
  const absl::optional<SessionToken> token = context_.seal.Open(sealed);
  if (!token) return Now(request, WithoutSession(request));
  return Resume(sealed, *token, std::make_shared<HttpRequest>(std::move(request)), responder);
}

bool LongpollEndpoint::HasSession(const HttpRequest& request) const {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  return params && context_.seal.Open(FindSessionToken(request, *params)).has_value();
}

HttpHandler::Outcome LongpollEndpoint::Resume(const std::string& sealed, const SessionToken& token,
                                              SharedRequest request, Responder& responder) {
  auto exchange = std::make_shared<LongpollExchange>(
      responder, home_, request->framing(), [this, request] { return SessionIsOver(*request); });
  const bool here = token.edge == context_.places.edge;
  if (here && token.worker < context_.places.workers.size()) {
    return request->method == "GET" ? PollHere(token, std::move(exchange))
                                    : PostHere(token, *request, std::move(exchange));
  }
  if (here || IsForwarded(*request)) return Now(*request, SessionIsOver(*request));
  return AskThere(sealed, token, request, std::move(exchange), responder);
}

HttpHandler::Outcome LongpollEndpoint::PollHere(const SessionToken& token,
                                                std::shared_ptr<LongpollExchange> exchange) {
  const LongpollPlaces::Worker owner = context_.places.workers[token.worker];
  HttpHandler::Outcome outcome;
  outcome.pending = exchange->Pend([exchange = std::weak_ptr<LongpollExchange>(exchange), owner,
                                    id = token.id](bool answered, bool) {
    if (answered) return;
    owner.executor->Post([sessions = owner.sessions, id, exchange = exchange.lock()] {
      if (LongpollSession* session = sessions->Find(id))
        session->Cancel(*exchange, base::SteadyNow());
    });
  });
  owner.executor->Post([sessions = owner.sessions, id = token.id, exchange = std::move(exchange)] {
    LongpollSession* session = sessions->Find(id);
    if (session == nullptr) return exchange->AnswerDead();
    session->Poll(exchange, base::SteadyNow());
  });
  return outcome;
}

HttpHandler::Outcome LongpollEndpoint::PostHere(const SessionToken& token, HttpRequest& request,
                                                std::shared_ptr<LongpollExchange> exchange) {
  const LongpollPlaces::Worker owner = context_.places.workers[token.worker];
  const std::string* type = request.Header("content-type");
  const std::size_t bytes = request.body.size();
  PostBody body(type == nullptr ? "" : *type, std::move(request.body));
  HttpHandler::Outcome outcome;
  outcome.pending = exchange->Pend(nullptr);
  owner.executor->Post([this, sessions = owner.sessions, id = token.id, bytes,
                        exchange = std::move(exchange), body = std::move(body)]() mutable {
    LongpollSession* session = sessions->Find(id);
    if (session == nullptr) return exchange->AnswerDead();
    const absl::Duration wait = session->Charge(bytes);
    const int status = session->Receive(std::move(body));
    context_.metrics.longpoll.OnPostAnswered(status);
    if (wait == absl::ZeroDuration()) return exchange->Answer(StatusBody(status));
    context_.metrics.throttled.Increment();
    sessions->AnswerAt(base::SteadyNow() + std::min(wait, kLongestPause), exchange,
                       StatusBody(status));
  });
  return outcome;
}

HttpHandler::Outcome LongpollEndpoint::AskThere(const std::string& sealed,
                                                const SessionToken& token,
                                                const SharedRequest& request,
                                                std::shared_ptr<LongpollExchange> exchange,
                                                Responder& responder) {
  HttpHandler::Outcome outcome;
  // The session stays; its client's next poll finds another way there.
  if (request->method == "GET") exchange->set_drained(PollBody(204, {}, sealed));
  HeldBytes held;
  if (!request->body.empty()) held.Bind(responder.account());
  held.Set(request->body.size());
  outcome.pending = exchange->Pend(
      [held = std::move(held), end = forwarder_.Send(token.edge, sealed, *request, exchange)](
          bool answered, bool delivered) mutable {
        held = {};
        end(answered, delivered);
      });
  return outcome;
}

HttpResponse LongpollEndpoint::SessionIsOver(const HttpRequest& request) {
  // The edge that the client talks to makes a new one, if any.
  if (IsForwarded(request)) return Empty(410);
  if (!GoesOnBlindly(request)) return WithoutSession(request);
  context_.metrics.longpoll.OnPollAnswered(500);
  return LongpollResponse(StatusBody(500));
}

HttpResponse LongpollEndpoint::WithoutSession(const HttpRequest& request) {
  if (request.method == "GET") return NewSession(request);
  context_.metrics.longpoll.OnPostAnswered(410);
  return LongpollResponse(StatusBody(410));
}

HttpResponse LongpollEndpoint::Refuse(base::RefusalReason reason, absl::string_view problem,
                                      const IpAddress& client) {
  context_.metrics.refused.Record(reason, problem, client.ToString());
  context_.metrics.longpoll.OnPollAnswered(403);
  return LongpollResponse(RefusalBody(403, reason));
}

HttpResponse LongpollEndpoint::NewSession(const HttpRequest& request) {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  absl::optional<Serializer> serializer = ChooseSerializer(*params);
  if (!serializer)
    return Refuse(base::RefusalReason::kVersion, VersionProblem(*params), request.client);
  absl::StatusOr<base::Identity> identity = Connect(request, *params, context_.authenticator);
  if (!identity.ok()) {
    return Refuse(base::RefusalReasonOf(identity.status()), identity.status().message(),
                  request.client);
  }
  absl::StatusOr<ClientConnections> connections =
      context_.clients.Connect(identity->user_id, request.client.ToString());
  if (!connections.ok()) {
    context_.metrics.rate_limited.Increment();
    context_.metrics.refused.Record(base::RefusalReason::kRateLimited,
                                    connections.status().message(), request.client.ToString());
    return LongpollResponse(ErrorBody(500, connections.status()));
  }
  if (*serializer == Serializer::kV2) serializer = Serializer::kV2TextOnly;
  const absl::optional<std::string> token =
      own_.Open(context_.places.edge, {.serializer = *serializer,
                                       .identity = *std::move(identity),
                                       .connection = std::move(connections->user),
                                       .address = std::move(connections->address)});
  if (!token) {
    context_.metrics.longpoll.OnPollAnswered(500);
    return LongpollResponse(StatusBody(500));
  }
  context_.metrics.accepted.Increment();
  context_.metrics.longpoll.OnPollAnswered(410);
  return LongpollResponse(PollBody(410, {}, *token));
}

}  // namespace lossy::edge
