#include "contract/openapi/openapi_components.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/model/error_reason.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

// A response for each status of the errors, with its reasons.
JsonValue ErrorResponses() {
  std::map<int, std::string> descriptions;
  for (const ErrorReason& reason : ErrorReasons()) {
    std::string& text = descriptions[reason.http_status];
    absl::StrAppend(&text, text.empty() ? "" : "\n", "- `", reason.name, "`: ", reason.meaning);
  }
  descriptions[413] = "`invalid_argument`: the body is too large.";
  JsonValue responses = JsonValue::Object();
  for (const auto& [status, description] : descriptions) {
    JsonValue response = JsonValue::Object({{"description", description}});
    if (status == 429 || status == 503) {
      JsonValue header =
          JsonValue::Object({{"description", "The seconds after which a retry may succeed."},
                             {"schema", JsonValue::Object({{"type", "integer"}})}});
      response.Set("headers", JsonValue::Object({{"Retry-After", std::move(header)}}));
    }
    JsonValue body = JsonValue::Object(
        {{"schema", JsonValue::Object({{"$ref", absl::StrCat(kOpenApiSchemas, kErrorSchema)}})}});
    response.Set("content", JsonValue::Object({{"application/json", std::move(body)}}));
    responses.Set(absl::StrCat(status), std::move(response));
  }
  return responses;
}

JsonValue SharedParameters() {
  const JsonValue text = JsonValue::Object({{"type", "string"}});
  JsonValue key = JsonValue::Object({{"type", "string"}, {"minLength", 1}, {"maxLength", 64}});
  return JsonValue::Object({
      {"IdempotencyKey",
       OpenApiParameter(
           "Idempotency-Key", "header",
           "The request_id of the request: a repeat with the same key is done once. For "
           "methods whose request has a request_id.",
           std::move(key))},
      {"Params", OpenApiParameter(
                     "params", "query",
                     "The join's params as one JSON object, in place of single parameters.", text)},
      {"LastEventId",
       OpenApiParameter(
           "Last-Event-ID", "header",
           "The id of the last event that the client has. The stream continues after it. "
           "EventSource sends it by itself.",
           text)},
      {"LastEventIdQuery",
       OpenApiParameter("last_event_id", "query", "As Last-Event-ID, for clients without headers.",
                        text)},
  });
}

JsonValue SecuritySchemes() {
  JsonValue bearer = JsonValue::Object({{"type", "http"},
                                        {"scheme", "bearer"},
                                        {"bearerFormat", "JWT"},
                                        {"description", "The token of a socket."}});
  JsonValue query = JsonValue::Object({{"type", "apiKey"},
                                       {"in", "query"},
                                       {"name", "token"},
                                       {"description", "The same token, for EventSource."}});
  return JsonValue::Object({{"bearer", std::move(bearer)}, {"query", std::move(query)}});
}

}  // namespace

JsonValue ComponentReference(absl::string_view kind, absl::string_view name) {
  return JsonValue::Object({{"$ref", absl::StrCat("#/components/", kind, "/", name)}});
}

JsonValue OpenApiParameter(absl::string_view name, absl::string_view in,
                           absl::string_view description, JsonValue schema) {
  JsonValue parameter = JsonValue::Object({{"name", name}, {"in", in}});
  parameter.SetText("description", description);
  if (in == "path") parameter.Set("required", true);
  return parameter.Set("schema", std::move(schema));
}

JsonValue OpenApiComponents(const Contract& contract) {
  return JsonValue::Object({
      {"schemas", Schemas(contract, kOpenApiSchemas)},
      {"responses", ErrorResponses()},
      {"parameters", SharedParameters()},
      {"securitySchemes", SecuritySchemes()},
  });
}

}  // namespace lossy::contract
