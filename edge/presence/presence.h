#pragma once

#include <memory>
#include <string>
#include <vector>

namespace lossy::edge {

// Somebody who is on a topic. Immutable, so that threads share it; an update is another one.
struct Presence {
  std::string ref;
  std::string key;
  // The ref of the presence whose place it took; empty: of none.
  std::string replaces;
  // What clients are told of it, a JSON object with phx_ref.
  std::string meta;
};

using PresencePtr = std::shared_ptr<const Presence>;
using Presences = std::vector<PresencePtr>;

}  // namespace lossy::edge
