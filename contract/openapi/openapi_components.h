#pragma once

#include "absl/strings/string_view.h"
#include "contract/json_value/json_value.h"
#include "contract/model/contract.h"

namespace lossy::contract {

// The place of the schemas in an OpenAPI document.
inline constexpr char kOpenApiSchemas[] = "#/components/schemas/";

// Returns the components of the document: the schemas of all messages, a response for each status
// of an error, the parameters that operations share, and the security schemes `bearer` and `query`.
JsonValue OpenApiComponents(const Contract& contract);

// Returns a reference to a component: {"$ref": "#/components/responses/404"}.
JsonValue ComponentReference(absl::string_view kind, absl::string_view name);

// Returns a parameter. `in` is its place: "path", "query" or "header".
JsonValue OpenApiParameter(absl::string_view name, absl::string_view in,
                           absl::string_view description, JsonValue schema);

}  // namespace lossy::contract
