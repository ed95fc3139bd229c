#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::agent {

// Shows `visit` the JSON objects that a model wrote somewhere in its text, outer ones before the
// inner ones, until it returns true. Forgives what models do to JSON: words around it, line breaks
// in strings, single quotes, bare words and numbers of any kind ("NaN", ".8", "80%"), commas before
// a bracket, comments, the whole as a JSON string.
// Every scalar is a string there, unless it is true, false or null.
void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit);

}  // namespace lossy::agent
