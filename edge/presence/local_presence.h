#pragma once

#include "edge/presence/presence_source.h"

namespace lossy::edge {

// For tests and benchmarks of one thread: a PresenceSource that drops all requests, as if there
// were no other threads and edges.
class LocalPresence final : public PresenceSource {
 public:
  void Watch(PresenceWatcher&, const std::string&) override {}
  void Unwatch(PresenceWatcher&, const std::string&) override {}
  void Track(const std::string&, const notifications::v1::Presence&) override {}
  void Untrack(const std::string&, const std::string&) override {}
};

}  // namespace lossy::edge
