#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

// The names of an enum's values in JSON: FOO_BAR_BAZ of enum FooBar is "baz". Immutable, so
// thread-safe. It does not refer to the descriptor.
class EnumTable {
 public:
  explicit EnumTable(const google::protobuf::EnumDescriptor& descriptor);

  // Finds a value by its short or full name; aliases count.
  absl::optional<std::int32_t> NumberOf(absl::string_view name) const;

  // Returns the short name, the first in the .proto if there are aliases. Empty if no value has
  // this number, or the number is zero.
  absl::string_view NameOf(std::int32_t number) const;

  // Returns "baz, qux": the short names of all values but zero.
  const std::string& allowed() const { return allowed_; }

 private:
  absl::flat_hash_map<std::string, std::int32_t> numbers_;
  absl::flat_hash_map<std::int32_t, std::string> names_;
  std::string allowed_;
};

}  // namespace lossy::edge
