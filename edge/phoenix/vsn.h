#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/http/query.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// The serializer for a client that asks for this version of the protocol. SemVer: "~> 1.0.0" is V1,
// "~> 2.0.0" is V2. Nullopt: there is none.
absl::optional<Serializer> SerializerFor(absl::string_view vsn);

// The same for a request. A client that names no version is an old one; one that names a list or a
// map is none.
absl::optional<Serializer> ChooseSerializer(const QueryParams& params);

}  // namespace lossy::edge
