#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Builds the text of one JSON object, member by member. Not thread-safe.
class JsonObject {
 public:
  JsonObject& String(absl::string_view name, absl::string_view utf8);
  JsonObject& Number(absl::string_view name, std::int64_t number);
  // `json` is a complete JSON value.
  JsonObject& Raw(absl::string_view name, absl::string_view json);

  // Returns the object with all members so far, with its braces.
  std::string ToString() const;

 private:
  void Name(absl::string_view name);

  std::string members_;
};

}  // namespace lossy::base
