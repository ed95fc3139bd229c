#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

// For fuzz targets: the result of another JSON parser for a text.
class JsonOracle {
 public:
  explicit JsonOracle(absl::string_view text);

  // True if the text is JSON for that parser. It rejects some JSON: integers beyond 64 bits, and a
  // surrogate without its other half.
  bool is_json() const { return error_ == simdjson::SUCCESS; }
  // True if the text is not JSON and not one of those exceptions.
  bool is_no_json() const;

  // The depth of nested arrays and objects.
  int depth() const;
  // The outermost value; requires is_json().
  simdjson::dom::element root() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
  simdjson::error_code error_;
};

// Returns true if `text` is the content of the string. For another value, returns true if the
// decoder did not take it for a string.
bool SaysTheSame(simdjson::dom::element json, bool is_string, absl::string_view text);

}  // namespace lossy::edge
