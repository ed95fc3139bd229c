#pragma once

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::agent {

// Finds the JSON objects that a model wrote anywhere in its text, and calls `visit` with each, in
// their order, outer objects before inner ones. If `visit` returns true, the function skips the
// objects inside that one.
//
// Accepts the mistakes that models make: words around the JSON, line breaks in strings, single
// quotes, bare words and numbers of any kind ("NaN", ".8", "80%"), commas before a bracket,
// comments, and an object inside a JSON string. Every scalar becomes a string, unless it is true,
// false or null. If `text` is long, the function reads only its last 64 KiB and its last 64 opening
// braces.
void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit);

// Returns the size in bytes of the JSON object, with the same mistakes, at the front of `text`.
// Returns 0 if there is none.
std::size_t JsonObjectSize(absl::string_view text);

}  // namespace lossy::agent
