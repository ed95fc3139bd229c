#pragma once

#include <string>

#include "base/identity/token_issuer.h"
#include "base/rpc/internal_tls.h"
#include "edge/auth/authenticator.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/token_refresher.h"
#include "edge/limits/client_registry.h"
#include "edge/longpoll/session_token.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/presence/presence_source.h"
#include "edge/pubsub/hub.h"
#include "edge/server/http_front.h"
#include "edge/server/http_pages.h"
#include "edge/server/server_limits.h"
#include "edge/server/websocket_upgrader.h"
#include "edge/tls/tls_contexts.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// The objects that all workers of a server share. Each must be thread-safe or immutable, and must
// outlive the workers. WorkerHandlers passes to each class the references that the class uses.
struct WorkerContext {
  const ServerLimits& limits;
  // The certificates of the listener; nullptr if it serves HTTP without TLS.
  const CurrentTlsContexts* tls = nullptr;
  // The certificates between the processes of the installation; nullptr: none.
  const base::InternalTls* internal_tls = nullptr;
  const TrustedProxies& proxies;
  const HttpPages& pages;
  const SocketPolicy& sockets;
  Authenticator& authenticator;
  ClientRegistry& clients;
  TokenRefresher& tokens;
  const ChannelTable& channels;
  Upstream& upstream;
  TopicSource& topics;
  PresenceSource& presences;
  base::TokenIssuer& issuer;  // Signs the internal tokens.
  const TokenSigner& longpoll_signer;
  // The host:port where other edges reach this edge. Empty: the first address that it listens on.
  std::string longpoll_edge;
  EdgeMetrics& metrics;
};

}  // namespace lossy::edge
