#pragma once

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::agent {

// Shows `visit` the JSON objects that a model wrote somewhere in its text, in their order, outer
// ones before the inner ones. It returns true for an object that it takes: objects inside that one
// are not shown. Forgives what models do to JSON: words around it, line breaks in strings, single
// quotes, bare words and numbers of any kind ("NaN", ".8", "80%"), commas before a bracket,
// comments, the whole as a JSON string. Every scalar is a string there, unless it is true, false or
// null. Of a long text, the last 64 KiB and the last 64 opening braces are looked at.
void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit);

// The size in bytes of the JSON object, forgiven likewise, at the front of `text`; 0: there is
// none.
std::size_t JsonObjectSize(absl::string_view text);

}  // namespace lossy::agent
