#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// The serializer for a client that asks for this version of the protocol. SemVer: "~> 1.0.0" is V1,
// "~> 2.0.0" is V2. Nullopt: there is none.
absl::optional<Serializer> SerializerFor(absl::string_view vsn);

}  // namespace lossy::edge
