#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/identity/identity.h"
#include "edge/channel/sender.h"
#include "edge/limits/user_topics.h"

namespace lossy::edge {

class Channel;

// A socket, as its channels see it. Outlives them; belongs to their thread.
class ChannelOwner {
 public:
  virtual ~ChannelOwner() = default;
  virtual const Sender& sender() const = 0;
  virtual const base::Identity& identity() const = 0;
  // Counts the user on a topic with presence as long as the result lives. The result is nullptr
  // when the user is not counted. RESOURCE_EXHAUSTED: the user is on too many topics.
  virtual absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
      const std::string& topic) = 0;
  // The channel has ended: its join was refused, or the service ended it. The owner must drop it.
  virtual void OnChannelOver(Channel& channel) = 0;
};

}  // namespace lossy::edge
