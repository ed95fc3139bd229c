#pragma once

#include <utility>

#include "absl/strings/string_view.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/channel/channel.h"
#include "edge/channel/channel_table.h"

namespace lossy::edge {

// Makes the channels of one thread's sockets, and begins their joins. Belongs to the thread.
class ChannelFactory {
 public:
  // The references must outlive the factory and its channels.
  ChannelFactory(const ChannelTable& table, ServiceCaller& services, Hub& hub,
                 ChannelPresence& presence)
      : table_(table), services_(services), hub_(hub), presence_(presence) {}

  const ChannelTable& table() const { return table_; }
  const ChannelLimits& limits() const { return services_.limits(); }
  ServiceCaller& services() const { return services_; }

  // Returns a channel for one topic of a socket. `owner` must outlive the channel.
  boost::intrusive_ptr<Channel> Make(ChannelOwner& owner, ServedTopic topic) {
    return boost::intrusive_ptr<Channel>(new Channel(owner, std::move(topic)));
  }
  // Begins the join of a channel that the owner holds by now; see Channel::Join.
  void Join(Channel& channel, const Message& message, absl::string_view superseded) {
    channel.Join(message, superseded, hub_, presence_);
  }

 private:
  const ChannelTable& table_;
  ServiceCaller& services_;
  Hub& hub_;
  ChannelPresence& presence_;
};

}  // namespace lossy::edge
