#pragma once

#include <string>

#include "edge/pubsub/position.h"

namespace lossy::edge {

class Hub;

// The source of a Hub's topics and events. Its answers arrive on the hub's thread, during the call
// or later.
class TopicSource {
 public:
  virtual ~TopicSource() = default;

  // Asks for the topic's events. The answer is Hub::OnFollowed; after a success every event of the
  // topic reaches Hub::Publish.
  virtual void Follow(Hub& hub, const std::string& topic) = 0;

  // Ends that. The hub may still receive calls that were under way.
  virtual void Unfollow(Hub& hub, const std::string& topic) = 0;

  // Asks for the events of a live topic after a position. The answer is Hub::OnMissed, unless
  // Hub::OnGap comes first.
  virtual void Recover(Hub& hub, const std::string& topic, const Position& after) = 0;
};

}  // namespace lossy::edge
