#pragma once

#include "edge/channel/channel_factory.h"
#include "edge/channel/socket_list.h"
#include "edge/channel/token_refresher.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// The objects that all sockets of one thread use. A socket refers to this object alone, because a
// process has very many sockets. All references must outlive the sockets.
struct SocketContext {
  ChannelFactory& channels;
  TokenRefresher& tokens;
  EdgeMetrics& metrics;
  SocketList& sockets;
};

}  // namespace lossy::edge
