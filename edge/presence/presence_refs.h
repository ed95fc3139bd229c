#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Makes refs of presences, unique among all threads and edges. A ref has 16 characters, which need
// no escaping in a URL. Not thread-safe.
class PresenceRefs {
 public:
  PresenceRefs();

  // Returns the prefix of all refs of this generator. Refs of other generators do not have it.
  absl::string_view prefix() const { return prefix_; }
  // Returns a new ref.
  std::string Next();

 private:
  std::string prefix_;
  std::uint64_t last_ = 0;
};

}  // namespace lossy::edge
