#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/identity/revocations.h"
#include "base/identity/token_issuer.h"
#include "base/net/listen_address.h"
#include "edge/admin/edge_admin.h"
#include "edge/auth/authenticator.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/discovery/discovery.h"
#include "edge/limits/rate_limits.h"
#include "edge/longpoll/session_token.h"
#include "edge/pubsub/feed.h"
#include "edge/server/http_front.h"
#include "edge/server/server_limits.h"
#include "edge/server/websocket_upgrader.h"
#include "edge/site/site_files.h"
#include "grpcpp/channel.h"

namespace lossy::edge {

// The configuration of an edge, from its command line. Immutable after FromFlags.
struct EdgeConfig {
  std::vector<base::ListenAddress> listen;
  int threads = 1;  // The number of workers, at least 1.
  ServerLimits limits;
  RateLimits address_limits;  // The limits of the connections of one client address.
  SocketPolicy sockets;
  TrustedProxies proxies;
  Feed::Options feed;
  ExtensionTokenHandler::Options extension_tokens;
  bool dev_login = false;                    // True if the edge serves DevLogin.
  bool end_sockets_of_removed_keys = false;  // True if the edge uses RemovedKeys.
  // The host:port where other edges reach this edge. Empty: the first address that it listens on.
  std::string longpoll_edge;
  // The longest time between the issue of a token and its last acceptance.
  absl::Duration longest_token_life;
  // The time between "not ready" and the end of accepting connections.
  absl::Duration drain_delay;
  // The time that a drain gives the clients to disconnect.
  absl::Duration drain_patience;
  // The comma-separated addresses of each service that clients may reach, by its full name: those
  // of --upstreams and of --discover.
  std::map<std::string, std::string> upstreams;
  DiscoveryOptions discovery;
  bool warn_unknown_keys = false;  // True if the edge reports unknown keys (UnknownKeyReporter).
  bool serve_contract = true;      // True if the edge serves ContractDocuments and the playground.
  SiteFiles site;
  FollowLimits follow;

  // Reads and checks the flags in the order of the members. The first wrong value ends the process
  // with a message that names the flag. Must be called before threads start.
  static EdgeConfig FromFlags();

  // Returns the full names of the services that clients may reach.
  absl::flat_hash_set<std::string> Services() const;

  // Opens a gRPC channel to each upstream, and one to notifications. Returns them by full service
  // name.
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> OpenChannels() const;
};

// The objects with an edge's keys, which verify and sign tokens.
struct EdgeCredentials {
  std::unique_ptr<Authenticator> authenticator;
  std::unique_ptr<base::TokenIssuer> extension_issuer;
  std::unique_ptr<base::TokenIssuer> session_issuer;  // Signs session cookies.
  // Edges with the same --token_key accept each other's long-poll sessions.
  TokenSigner longpoll_signer;

  // Reads the key files. A file that cannot be read ends the process with a message that names the
  // flag. `revocations` must outlive the authenticator.
  static EdgeCredentials FromFlags(const base::Revocations& revocations);
};

}  // namespace lossy::edge
