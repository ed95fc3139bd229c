#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "edge/channel/channel.h"
#include "edge/channel/channel_table.h"

namespace lossy::edge {

// Makes the channels of one thread's sockets. Belongs to the thread.
class ChannelFactory {
 public:
  // The references must outlive the factory and its channels.
  ChannelFactory(const ChannelTable& table, ServiceCaller& services, Hub& hub,
                 ChannelPresence& presence)
      : table_(table), services_(services), hub_(hub), presence_(presence) {}

  const ChannelTable& table() const { return table_; }
  const ChannelLimits& limits() const { return services_.limits(); }

  // Returns a channel for one topic of a socket. `owner` must outlive the channel.
  std::shared_ptr<Channel> Make(ChannelOwner& owner, ServedTopic topic) {
    return std::make_shared<Channel>(owner, std::move(topic), services_, hub_, presence_);
  }

 private:
  const ChannelTable& table_;
  ServiceCaller& services_;
  Hub& hub_;
  ChannelPresence& presence_;
};

}  // namespace lossy::edge
