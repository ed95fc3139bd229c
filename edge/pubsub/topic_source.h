#pragma once

#include <string>

#include "base/text/shared_text.h"
#include "edge/pubsub/position.h"

namespace lossy::edge {

class Hub;

// The source of a hub's topics and events: the notifications service, through the Feed. Its answers
// arrive on the hub's thread, within the call or later.
class TopicSource {
 public:
  virtual ~TopicSource() = default;

  // Follows the topic. The answer is Hub::OnFollowed. If it is a success, the source then calls
  // Hub::Publish with every event, until Unfollow or Hub::OnGap.
  virtual void Follow(Hub& hub, const base::SharedText& topic) = 0;

  // Ends Follow. The hub may still receive calls that were posted before.
  virtual void Unfollow(Hub& hub, const std::string& topic) = 0;

  // Requests the events of a followed topic after a position. The answer is Hub::OnMissed, unless
  // Hub::OnGap comes first.
  virtual void Recover(Hub& hub, const std::string& topic, const Position& after) = 0;
};

}  // namespace lossy::edge
