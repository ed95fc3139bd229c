#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

// The names of an enum's values in JSON: FOO_BAR_BAZ of enum FooBar is "baz". Immutable; refers to
// no descriptor.
class EnumTable {
 public:
  explicit EnumTable(const google::protobuf::EnumDescriptor& descriptor);

  // By the short name or the full one, aliases included.
  absl::optional<std::int32_t> NumberOf(absl::string_view name) const;

  // The short name, of several the first in the .proto. Empty: no value has this number, or it is
  // zero.
  absl::string_view NameOf(std::int32_t number) const;

  // "baz, qux": every short name but those of zero.
  const std::string& allowed() const { return allowed_; }

 private:
  absl::flat_hash_map<std::string, std::int32_t> numbers_;
  absl::flat_hash_map<std::int32_t, std::string> names_;
  std::string allowed_;
};

}  // namespace lossy::edge
