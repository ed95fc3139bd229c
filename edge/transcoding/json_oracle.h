#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

// For fuzz targets: what another JSON parser makes of a text.
class JsonOracle {
 public:
  explicit JsonOracle(absl::string_view text);

  // It is JSON. False also for what is JSON, but not for that parser: integers beyond 64 bits,
  // half a surrogate.
  bool is_json() const { return error_ == simdjson::SUCCESS; }
  // It is none, nor one of those exceptions.
  bool is_no_json() const;

  // How many of its arrays and objects lie in one another.
  int depth() const;
  // The outermost value, if is_json().
  simdjson::dom::element root() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
  simdjson::error_code error_;
};

// Whether `text` is what the string says; for another value, whether it is not taken for a string.
bool SaysTheSame(simdjson::dom::element json, bool is_string, absl::string_view text);

}  // namespace lossy::edge
