#pragma once

#include <memory>
#include <string>
#include <vector>

namespace lossy::edge {

// A client that is on a topic. Immutable, so that threads share it. An update is a new Presence.
struct Presence {
  std::string ref;
  std::string key;
  // The ref of the presence that it replaced. Empty: none.
  std::string replaces;
  // The data that clients receive, a JSON object with phx_ref.
  std::string meta;
};

using PresencePtr = std::shared_ptr<const Presence>;
using Presences = std::vector<PresencePtr>;

}  // namespace lossy::edge
