#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Makes refs that no other generator makes: 16 characters that need no escapes in a URL. Not
// thread-safe.
class PresenceRefs {
 public:
  PresenceRefs();

  // The beginning of all its refs, and of no other generator's.
  absl::string_view prefix() const { return prefix_; }
  std::string Next();

 private:
  std::string prefix_;
  std::uint64_t last_ = 0;
};

}  // namespace lossy::edge
