#include "edge/api/api_endpoint.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "edge/api/api_path.h"
#include "edge/api/api_response.h"
#include "edge/auth/bearer_token.h"
#include "edge/http/refusal_response.h"
#include "edge/http/request_trace.h"

namespace lossy::edge {
namespace {

constexpr char kToken[] = "token";

HttpHandler::Outcome Respond(const HttpRequest& request, HttpResponse response) {
  AllowOrigin(request, &response);
  return RespondNow(response, request.framing());
}

HttpHandler::Outcome Malformed(const HttpRequest& request, absl::string_view field,
                               absl::string_view problem) {
  return Respond(request, StatusResponse(base::InvalidArgument(field, problem)));
}

absl::string_view MethodsOf(const ApiPath& path) {
  return path.event.empty() ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
}

bool Allows(const ApiPath& path, const HttpRequest& request) {
  return path.event.empty() ? request.IsGet() : request.method == "POST";
}

// Answers a request whose method the path does not have. OPTIONS is also a preflight (CORS).
HttpHandler::Outcome AnswerMethods(const HttpRequest& request, const ApiPath& path) {
  HttpResponse response = MethodsResponse(request.method, MethodsOf(path));
  if (request.method == "OPTIONS" && request.Header("origin") != nullptr) {
    response.headers.emplace_back("access-control-allow-methods", std::string(MethodsOf(path)));
    response.headers.emplace_back("access-control-allow-headers",
                                  "authorization, content-type, idempotency-key, last-event-id, "
                                  "traceparent");
    response.headers.emplace_back("access-control-max-age", "3600");
  }
  return Respond(request, std::move(response));
}

}  // namespace

ApiEndpoint::ApiEndpoint(const OriginPolicy& origins, Authenticator& authenticator,
                         const ClientAdmission& admission, EventCaller& calls,
                         EventStreamOpener& streams)
    : origins_(origins),
      authenticator_(authenticator),
      admission_(admission),
      calls_(calls),
      streams_(streams) {}

HttpHandler::Outcome ApiEndpoint::Handle(const HttpRequest& request, TcpStream& stream,
                                         Responder& responder) {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) {
    return Refuse(request, base::RefusalReason::kOrigin, OriginProblem(*origin));
  }
  const absl::optional<ApiPath> path = ParseApiPath(request.path);
  if (!path) {
    return Respond(request,
                   StatusResponse(base::NotFound("the path must be /api/topics/{topic} or "
                                                 "/api/topics/{topic}/{event}, percent-encoded")));
  }
  if (!Allows(*path, request)) return AnswerMethods(request, *path);
  absl::optional<QueryParams> params = ParseQuery(request.query);
  if (!params) return Malformed(request, "query", "must be UTF-8");
  return HandleFor(request, *path, *std::move(params), stream, responder);
}

HttpHandler::Outcome ApiEndpoint::HandleFor(const HttpRequest& request, const ApiPath& path,
                                            QueryParams params, TcpStream& stream,
                                            Responder& responder) {
  absl::StatusOr<base::Identity> identity = Verify(request, params);
  if (!identity.ok()) {
    return Refuse(request, base::RefusalReasonOf(identity.status()), identity.status().message());
  }
  absl::StatusOr<Client> client =
      admission_.Admit(*std::move(identity), Serializer::kEventStream, request.client);
  if (!client.ok()) return Respond(request, StatusResponse(client.status()));
  client->trace = RequestTrace(request);
  // The token is no field of a request.
  params.erase(std::remove_if(params.begin(), params.end(),
                              [](const auto& param) { return param.first == kToken; }),
               params.end());
  return path.event.empty() ? streams_.Open(request, path, params, *std::move(client), stream)
                            : calls_.Call(request, path, *std::move(client), responder);
}

absl::StatusOr<base::Identity> ApiEndpoint::Verify(const HttpRequest& request,
                                                   const QueryParams& params) const {
  const absl::optional<absl::string_view> bearer = BearerToken(request);
  if (bearer) return authenticator_.VerifyForSocket(*bearer);
  const std::string* token = FindParam(params, kToken);
  return token == nullptr ? authenticator_.WithoutToken(request)
                          : authenticator_.VerifyForSocket(*token);
}

bool ApiEndpoint::HasToken(const HttpRequest& request) const {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  return params && Verify(request, *params).ok();
}

HttpHandler::Outcome ApiEndpoint::Refuse(const HttpRequest& request, base::RefusalReason reason,
                                         absl::string_view problem) const {
  admission_.RecordRefusal(reason, problem, request.client);
  const bool origin = reason == base::RefusalReason::kOrigin;
  channel::v1::Error error;
  error.set_reason(origin ? channel::v1::REASON_FORBIDDEN
                   : reason == base::RefusalReason::kNotReady
                       ? channel::v1::REASON_UNAVAILABLE
                       : channel::v1::REASON_UNAUTHENTICATED);
  error.set_message(std::string(base::RefusalMessage(reason)));
  (*error.mutable_details())[origin ? "origin" : "token"] =
      std::string(base::RefusalName(base::PublicReason(reason)));
  HttpResponse response = StatusResponse(base::MakeStatus(error));
  // A page of another origin must not read the response.
  return origin ? RespondNow(response, request.framing()) : Respond(request, std::move(response));
}

HttpHandler::Outcome ApiEndpoint::RefuseBody(const HttpRequest& request, std::size_t most) const {
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins_.Allows(*origin)) {
    return Refuse(request, base::RefusalReason::kOrigin, OriginProblem(*origin));
  }
  const absl::StatusOr<base::Identity> identity =
      Verify(request, ParseQuery(request.query).value_or(QueryParams()));
  if (!identity.ok()) {
    return Refuse(request, base::RefusalReasonOf(identity.status()), identity.status().message());
  }
  HttpResponse response = StatusResponse(
      base::InvalidArgument("body", absl::StrCat("must be at most ", most, " bytes")));
  response.status = 413;
  return Respond(request, std::move(response));
}

}  // namespace lossy::edge
