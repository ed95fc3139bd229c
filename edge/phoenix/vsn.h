#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/http/query.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// Returns the serializer for a version of the protocol: versions that match "~> 1.0.0" (SemVer) are
// V1, those that match "~> 2.0.0" are V2. Returns nullopt for any other version.
absl::optional<Serializer> SerializerFor(absl::string_view vsn);

// Returns the serializer for the query of a request. Without a version it is V1, as old clients
// expect. A version that is a list or a map is not supported.
absl::optional<Serializer> ChooseSerializer(const QueryParams& params);

}  // namespace lossy::edge
