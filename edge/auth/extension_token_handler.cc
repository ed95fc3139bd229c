#include "edge/auth/extension_token_handler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "edge/auth/bearer_token.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

constexpr int kVersions[] = {1, 2};
constexpr int kDefaultVersion = 2;

// The body of the extension's request.
struct MintRequest {
  std::string device_id;
  int version = kDefaultVersion;  // 0: a version that the edge does not support.
};

HttpResponse Problem(int status, absl::string_view error, absl::string_view message) {
  return JsonResponse(status, absl::StrCat("{\"error\":\"", error, "\",\"reason\":\"", error,
                                           "\",\"message\":\"", message, "\"}"));
}

int ToVersion(simdjson::dom::element value) {
  std::int64_t number = 0;
  if (value.is_string()) {
    const std::string_view text = value.get_string().value_unsafe();
    if (!absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &number)) return 0;
  } else if (value.get(number)) {
    return 0;
  }
  const bool spoken =
      std::find(std::begin(kVersions), std::end(kVersions), number) != std::end(kVersions);
  return spoken ? static_cast<int>(number) : 0;
}

MintRequest ParseMintRequest(const std::string& body) {
  MintRequest request;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(body).get(object)) return request;
  std::string_view device;
  if (!object["device_id"].get(device)) request.device_id = std::string(device);
  simdjson::dom::element version;
  if (!object["protocol_version"].get(version) && !version.is_null()) {
    request.version = ToVersion(version);
  }
  return request;
}

absl::StatusOr<base::Identity> WhoAsks(const HttpRequest& request, Authenticator& authenticator) {
  const absl::optional<absl::string_view> token = BearerToken(request);
  if (token) return authenticator.VerifyForMint(*token);
  return authenticator.VerifyForMint(Cookie(request, kSessionCookie));
}

// Returns the members of the client settings with a comma before them.
std::string MembersOf(absl::string_view json_object) {
  json_object = absl::StripAsciiWhitespace(json_object);
  absl::ConsumePrefix(&json_object, "{");
  absl::ConsumeSuffix(&json_object, "}");
  json_object = absl::StripAsciiWhitespace(json_object);
  return json_object.empty() ? std::string() : absl::StrCat(",", json_object);
}

}  // namespace

std::string Cookie(const HttpRequest& request, absl::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key != "cookie") continue;
    for (absl::string_view pair : absl::StrSplit(value, ';')) {
      pair = absl::StripAsciiWhitespace(pair);
      if (absl::ConsumePrefix(&pair, name) && absl::ConsumePrefix(&pair, "=")) {
        return std::string(pair);
      }
    }
  }
  return {};
}

absl::Status CheckClientSettings(absl::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(std::string(json)).get(object) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("must be a JSON object");
  }
  for (const char* taken : {"token", "expires_at", "protocol_version"}) {
    if (object[taken].error() == simdjson::SUCCESS) {
      return absl::InvalidArgumentError(
          absl::StrCat("must not have the member \"", taken, "\", which the answer has already"));
    }
  }
  return absl::OkStatus();
}

ExtensionTokenHandler::ExtensionTokenHandler(Authenticator& authenticator,
                                             base::TokenIssuer& issuer, const base::Clock& clock,
                                             base::RefusalRecorder& refusals, Options options)
    : authenticator_(authenticator),
      issuer_(issuer),
      clock_(clock),
      refusals_(refusals),
      options_(std::move(options)) {}

HttpResponse ExtensionTokenHandler::Answer(const HttpRequest& request) {
  absl::StatusOr<base::Identity> identity = WhoAsks(request, authenticator_);
  if (!identity.ok()) {
    refusals_.Record(base::RefusalReasonOf(identity.status()), identity.status().message(),
                     request.client.ToString());
    const base::RefusalReason reason = base::RefusalReasonOf(identity.status());
    return Problem(401, "unauthenticated",
                   absl::StrCat("a valid user token is required: ", base::RefusalMessage(reason)));
  }
  MintRequest asked = ParseMintRequest(request.body);
  if (asked.device_id.empty() || !base::IsDeviceId(asked.device_id)) {
    return Problem(422, "device_id_required", "device_id must be 1 to 255 bytes of text");
  }
  if (asked.version == 0) {
    return Problem(422, "invalid_protocol_version", "protocol_version must be 1 or 2");
  }
  if (!identity->device_id.empty() && identity->device_id != asked.device_id) {
    return Problem(403, "forbidden", "the user token is bound to another device");
  }
  // The new token inherits the issue time, so that a revocation of the user's token also applies to
  // it.
  identity->device_id = std::move(asked.device_id);
  const std::int64_t expires_at = absl::ToUnixSeconds(clock_.Now() + options_.token_life);
  return JsonResponse(
      201, absl::StrCat("{\"token\":\"", issuer_.Issue(*identity, options_.token_life),
                        "\",\"expires_at\":", expires_at, ",\"protocol_version\":", asked.version,
                        MembersOf(options_.client_settings), "}"));
}

}  // namespace lossy::edge
