#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

// Maps the values of a protobuf enum to their names in JSON. The short name of the value
// FOO_BAR_BAZ of enum FooBar is "baz". Immutable, so thread-safe. It does not refer to the
// descriptor.
class EnumTable {
 public:
  explicit EnumTable(const google::protobuf::EnumDescriptor& descriptor);

  // Finds a value, or an alias, by its short or full name. Returns nullopt if there is none.
  absl::optional<std::int32_t> NumberOf(absl::string_view name) const;

  // Returns the short name of a value. If it has aliases, the first name in the .proto wins.
  // Returns an empty string for zero, or if no value has this number.
  absl::string_view NameOf(std::int32_t number) const;

  // Returns the short names of all values except zero, such as "baz, qux".
  const std::string& allowed() const { return allowed_; }

 private:
  absl::flat_hash_map<std::string, std::int32_t> numbers_;
  absl::flat_hash_map<std::int32_t, std::string> names_;
  std::string allowed_;
};

}  // namespace lossy::edge
