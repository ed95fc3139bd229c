#pragma once

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Hashes an object by its name, which a view of the name finds.
struct HashOfName {
  using is_transparent = void;
  std::size_t operator()(absl::string_view name) const { return absl::HashOf(name); }
  std::size_t operator()(const std::string& name) const { return absl::HashOf(name); }
  template <typename Pointer>
  std::size_t operator()(const Pointer& object) const {
    return absl::HashOf(absl::string_view(object->name()));
  }
};

// Compares objects by their names.
struct EqualNames {
  using is_transparent = void;
  template <typename A, typename B>
  bool operator()(const A& a, const B& b) const {
    return NameOf(a) == NameOf(b);
  }

 private:
  static absl::string_view NameOf(absl::string_view name) { return name; }
  static absl::string_view NameOf(const std::string& name) { return name; }
  template <typename Pointer>
  static absl::string_view NameOf(const Pointer& object) {
    return object->name();
  }
};

// A set of pointers to objects that have a method `name()`, found by a string_view. In contrast to
// a map by name, the object alone stores its name. A name must not change while the object is in
// the set. Not thread-safe.
template <typename Pointer>
using NamedSet = absl::flat_hash_set<Pointer, HashOfName, EqualNames>;

}  // namespace lossy::base
