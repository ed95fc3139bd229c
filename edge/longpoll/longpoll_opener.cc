#include "edge/longpoll/longpoll_opener.h"

#include <string>
#include <utility>

#include "absl/types/optional.h"
#include "edge/http/query.h"
#include "edge/http/refusal_response.h"
#include "edge/http/request_trace.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/longpoll/poll_body.h"
#include "edge/phoenix/vsn.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kAuthHeader = "x-phoenix-authtoken";

// Verifies the user's token. It is in a header, or else in the query, which may also have a session
// token.
absl::StatusOr<base::Identity> Authenticate(const HttpRequest& request, const QueryParams& params,
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

LongpollOpener::LongpollOpener(Authenticator& authenticator, const ClientAdmission& admission,
                               LongpollSessions& sessions, const SessionTokenMaker& tokens,
                               EdgeMetrics& metrics)
    : authenticator_(authenticator),
      admission_(admission),
      sessions_(sessions),
      tokens_(tokens),
      metrics_(metrics) {}

HttpResponse LongpollOpener::Open(const HttpRequest& request) {
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  if (!params) return EmptyLongpollResponse(400);
  const absl::optional<Serializer> serializer = ChooseSerializer(*params);
  if (!serializer) {
    return Refuse(base::RefusalReason::kVersion, VersionProblem(*params), request.client);
  }
  absl::StatusOr<base::Identity> identity = Authenticate(request, *params, authenticator_);
  if (!identity.ok()) {
    return Refuse(base::RefusalReasonOf(identity.status()), identity.status().message(),
                  request.client);
  }
  return OpenFor(*std::move(identity), *serializer, request);
}

HttpResponse LongpollOpener::OpenFor(base::Identity identity, Serializer serializer,
                                     const HttpRequest& request) {
  if (serializer == Serializer::kV2) serializer = Serializer::kV2TextOnly;
  absl::StatusOr<Client> client = admission_.Admit(std::move(identity), serializer, request.client);
  if (!client.ok()) return LongpollResponse(ErrorBody(500, client.status()));
  client->trace = RequestTrace(request);
  SessionTokenMaker::Made token = tokens_.New();
  const bool opened = sessions_.Open(std::move(token.id), token.text, *std::move(client));
  metrics_.longpoll.OnPollAnswered(opened ? 410 : 500);
  if (!opened) return LongpollResponse(StatusBody(500));
  metrics_.accepted.Increment();
  return LongpollResponse(PollBody(410, {}, token.text));
}

HttpResponse LongpollOpener::Refuse(base::RefusalReason reason, absl::string_view problem,
                                    const IpAddress& client) {
  admission_.RecordRefusal(reason, problem, client);
  metrics_.longpoll.OnPollAnswered(403);
  return LongpollResponse(RefusalBody(403, reason));
}

}  // namespace lossy::edge
