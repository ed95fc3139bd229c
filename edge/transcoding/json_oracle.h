#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

// For fuzz targets: parses a text with another JSON parser (simdjson's DOM), as the reference.
class JsonOracle {
 public:
  explicit JsonOracle(absl::string_view text);

  // Returns true if that parser accepts the text. It rejects some valid JSON: integers of more than
  // 64 bits, and a surrogate without its other half.
  bool is_json() const { return error_ == simdjson::SUCCESS; }
  // Returns true if the text is certainly not valid JSON, whatever that parser rejects.
  bool is_no_json() const;

  // Returns the depth of nested arrays and objects.
  int depth() const;
  // Returns the outermost value. is_json() must be true.
  simdjson::dom::element root() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
  simdjson::error_code error_;
};

// Compares the result of the edge's decoder with the reference. If `json` is a string, returns true
// if `text` is its content. Otherwise returns true if `is_string` is false.
bool SaysTheSame(simdjson::dom::element json, bool is_string, absl::string_view text);

}  // namespace lossy::edge
