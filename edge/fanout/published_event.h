#pragma once

#include <memory>
#include <string>

#include "edge/fanout/position.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// An event that came by pub/sub, ready for every client that follows its topic. Immutable, so that
// the threads share it.
struct PublishedEvent {
  std::string topic;
  std::string name;
  Payload payload;
  Position position;
};

using PublishedEventPtr = std::shared_ptr<const PublishedEvent>;

}  // namespace lossy::edge
