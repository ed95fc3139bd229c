#include "edge/server/upgrade.h"

#include <openssl/sha.h>

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "edge/http/query.h"
#include "edge/http/refusal_response.h"
#include "edge/phoenix/vsn.h"
#include "edge/websocket/extensions.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr absl::string_view kTokenProtocol = "base64url.bearer.phx.";
constexpr absl::string_view kPhoenixProtocol = "phoenix";

// The protocols that the client offers in Sec-WebSocket-Protocol.
struct Protocols {
  bool phoenix = false;
  bool any = false;
  absl::optional<std::string> token;
};

absl::optional<Protocols> ReadProtocols(const HttpRequest& request) {
  Protocols protocols;
  std::vector<absl::string_view> tokens;
  for (const auto& [name, value] : request.headers) {
    if (name != "sec-websocket-protocol") continue;
    for (absl::string_view offered : absl::StrSplit(value, ',')) {
      offered = absl::StripAsciiWhitespace(offered);
      if (absl::ConsumePrefix(&offered, kTokenProtocol)) {
        tokens.push_back(offered);
      } else {
        protocols.any = true;
        protocols.phoenix |= offered == kPhoenixProtocol;
      }
    }
  }
  // If there are two tokens, the edge treats both as unknown protocols.
  protocols.any |= tokens.size() > 1;
  if (tokens.size() != 1) return protocols;
  // The client sends plain base64 without padding, in spite of the name.
  protocols.token.emplace();
  if (!absl::Base64Unescape(tokens[0], &*protocols.token)) return absl::nullopt;
  return protocols;
}

bool Contains(const std::vector<std::string>& tokens, absl::string_view token) {
  return std::find(tokens.begin(), tokens.end(), std::string(token)) != tokens.end();
}

std::string Inspect(const std::vector<std::string>& tokens) {
  if (tokens.empty()) return "[]";
  return absl::StrCat("[\"", absl::StrJoin(tokens, "\", \""), "\"]");
}

// The texts are those of Phoenix's web server, because a client may search for them.
std::string UpgradeProblem(const HttpRequest& request) {
  if (!request.http_1_1) return "HTTP version HTTP/1.0 unsupported";
  const std::vector<std::string> connection = request.HeaderTokens("connection");
  if (!Contains(connection, "upgrade")) {
    return absl::StrCat("'connection' header must contain 'upgrade', got ", Inspect(connection));
  }
  const std::vector<std::string> upgrade = request.HeaderTokens("upgrade");
  if (!Contains(upgrade, "websocket")) {
    return absl::StrCat("'upgrade' header must contain 'websocket', got ", Inspect(upgrade));
  }
  if (request.Header("sec-websocket-key") == nullptr) {
    return "'sec-websocket-key' header is absent";
  }
  const std::vector<std::string> version = request.HeaderTokens("sec-websocket-version");
  if (version != std::vector<std::string>{"13"}) {
    return absl::StrCat("'sec-websocket-version' header must equal '13', got ", Inspect(version));
  }
  return {};
}

std::string AcceptKey(absl::string_view key) {
  const std::string joined = absl::StrCat(key, kGuid);
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest);
  return absl::Base64Escape({reinterpret_cast<const char*>(digest), sizeof digest});
}

std::string Accepted(const HttpRequest& request, const Protocols& protocols, bool deflate) {
  return absl::StrCat("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n",
                      "connection: Upgrade\r\nsec-websocket-accept: ",
                      AcceptKey(*request.Header("sec-websocket-key")), "\r\n",
                      protocols.phoenix ? "sec-websocket-protocol: phoenix\r\n" : "",
                      deflate ? "sec-websocket-extensions: " : "", deflate ? kDeflateAnswer : "",
                      deflate ? "\r\n\r\n" : "\r\n");
}

UpgradeDecision Refuse(HttpResponse response, base::RefusalReason reason, std::string problem) {
  return {.refusal = std::move(response),
          .reason = reason,
          .problem = std::move(problem),
          .identity = {},
          .serializer = {},
          .deflate = false,
          .accepted = {}};
}

UpgradeDecision Forbid(base::RefusalReason reason, std::string problem) {
  return Refuse(RefusalResponse(reason), reason, std::move(problem));
}

absl::StatusOr<base::Identity> Connect(const HttpRequest& request, const QueryParams& params,
                                       const Protocols& protocols, Authenticator& authenticator) {
  if (protocols.token) return authenticator.VerifyForSocket(*protocols.token);
  const std::string* token = FindParam(params, "token");
  return token == nullptr ? authenticator.WithoutToken(request)
                          : authenticator.VerifyForSocket(*token);
}

}  // namespace

UpgradeDecision DecideUpgrade(const HttpRequest& request, const OriginPolicy& origins,
                              Authenticator& authenticator, bool offer_deflate) {
  using base::RefusalReason;
  if (request.method != "GET") {
    return Refuse(EmptyResponse(400), RefusalReason::kRequest, "the method is not GET");
  }
  const absl::optional<QueryParams> params = ParseQuery(request.query);
  if (!params) return Refuse(EmptyResponse(400), RefusalReason::kRequest, "the query is malformed");
  const std::string* origin = request.Header("origin");
  if (origin != nullptr && !origins.Allows(*origin)) {
    return Forbid(RefusalReason::kOrigin, OriginProblem(*origin));
  }
  const absl::optional<Protocols> protocols = ReadProtocols(request);
  if (!protocols) {
    return Refuse(EmptyResponse(400), RefusalReason::kMalformed,
                  "the token in sec-websocket-protocol is not base64");
  }
  // A client that offered only other subprotocols would fail on a response without one of them.
  if (protocols->any && !protocols->phoenix) {
    return Forbid(RefusalReason::kProtocol, "no offered subprotocol is phoenix");
  }
  const absl::optional<Serializer> serializer = ChooseSerializer(*params);
  if (!serializer) return Forbid(RefusalReason::kVersion, VersionProblem(*params));
  absl::StatusOr<base::Identity> identity = Connect(request, *params, *protocols, authenticator);
  if (!identity.ok()) {
    return Forbid(base::RefusalReasonOf(identity.status()),
                  std::string(identity.status().message()));
  }
  const std::string problem = UpgradeProblem(request);
  if (!problem.empty()) return Refuse(TextResponse(400, problem), RefusalReason::kRequest, problem);
  const bool deflate = offer_deflate && OffersDeflate(request);
  return {.refusal = absl::nullopt,
          .reason = {},
          .problem = {},
          .identity = *std::move(identity),
          .serializer = *serializer,
          .deflate = deflate,
          .accepted = Accepted(request, *protocols, deflate)};
}

}  // namespace lossy::edge
