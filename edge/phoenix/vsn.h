#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/http/query.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// Returns the serializer for a version of Phoenix's protocol. As in Phoenix, a version that matches
// Elixir's "~> 1.0.0" is V1, and one that matches "~> 2.0.0" is V2. Returns nullopt for any other
// version.
absl::optional<Serializer> SerializerFor(absl::string_view vsn);

// Returns the serializer for the query parameter `vsn` of a request. Without the parameter it is
// V1, as old clients expect. Returns nullopt for an unknown version, a list or a map.
absl::optional<Serializer> ChooseSerializer(const QueryParams& params);

}  // namespace lossy::edge
