#pragma once

#include <memory>
#include <string>
#include <vector>

namespace lossy::edge {

// The presence of one client on a topic, with its metadata. Immutable, so that threads share it. An
// update of the metadata is a new Presence.
struct Presence {
  std::string ref;  // Unique among all edges (PresenceRefs). Clients see it as phx_ref.
  std::string key;  // The key in presence_state, which groups the presences of one user.
  // The ref of the presence that this one replaces. Empty: it replaces none.
  std::string replaces;
  // The metadata that clients receive: a JSON object with phx_ref.
  std::string meta;
};

using PresencePtr = std::shared_ptr<const Presence>;
using Presences = std::vector<PresencePtr>;

}  // namespace lossy::edge
