#pragma once

#include "edge/presence/presence_source.h"

namespace lossy::edge {

// A source without other threads or edges, for tests and benchmarks of one thread.
class LocalPresence final : public PresenceSource {
 public:
  void Watch(PresenceWatcher&, const std::string&) override {}
  void Unwatch(PresenceWatcher&, const std::string&) override {}
  void Track(const std::string&, const notifications::v1::Presence&) override {}
  void Untrack(const std::string&, const std::string&) override {}
};

}  // namespace lossy::edge
