#pragma once

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::agent {

// Calls `visit` with the JSON objects that a model wrote somewhere in its text, in their order,
// outer objects before the inner ones. If `visit` returns true, objects inside that one are
// skipped.
//
// Accepts the mistakes that models make: words around the JSON, line breaks in strings, single
// quotes, bare words and numbers of any kind ("NaN", ".8", "80%"), commas before a bracket,
// comments, and an object inside a JSON string. Every scalar becomes a string, unless it is true,
// false or null. Of a long text, only the last 64 KiB and the last 64 opening braces are read.
void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit);

// The size in bytes of the JSON object, with the same mistakes, at the front of `text`. 0: there is
// none.
std::size_t JsonObjectSize(absl::string_view text);

}  // namespace lossy::agent
