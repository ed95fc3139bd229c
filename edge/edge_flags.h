#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/identity/revocations.h"
#include "base/identity/token_issuer.h"
#include "base/net/listen_address.h"
#include "edge/auth/authenticator.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/http/origin_policy.h"
#include "edge/limits/rate_limits.h"
#include "edge/longpoll/session_token.h"
#include "edge/net/ip_address.h"
#include "edge/pubsub/feed.h"
#include "edge/routing/routing_table.h"
#include "edge/server/server_limits.h"
#include "grpcpp/channel.h"

namespace lossy::edge {

// The checked command line. Made once; a wrong value ends the process with a
// message that names the flag.
class EdgeFlags {
 public:
  std::vector<base::ListenAddress> Listen() const;
  int Threads() const;
  // Between not being ready and accepting no more.
  absl::Duration DrainDelay() const;
  absl::Duration DrainPatience() const;
  OriginPolicy Origins() const;
  IpNetworks ProxyProtocolFrom() const;
  IpNetworks ForwardedFrom() const;
  // Of the connections of one client address.
  RateLimits AddressLimits() const;
  bool Deflate() const;
  ServerLimits Limits() const;
  Feed::Options FeedOptions() const;
  ExtensionTokenHandler::Options MintOptions() const;
  bool DevLoginEnabled() const;
  bool EndsSocketsOfRemovedKeys() const;

  // Full service name to channel, notifications included.
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> OpenChannels() const;
  std::unique_ptr<RoutingTable> LoadRoutes() const;

  // `revocations` must outlive it.
  std::unique_ptr<Authenticator> MakeAuthenticator(const base::Revocations& revocations) const;
  // Of the identity provider's tokens.
  absl::Duration LongestTokenLife() const;
  // Of the tokens given to extensions, and of session cookies.
  std::unique_ptr<base::TokenIssuer> MakeExtensionIssuer() const;
  std::unique_ptr<base::TokenIssuer> MakeSessionIssuer() const;

  // One for all edges that have the same --token_key.
  TokenSigner MakeLongpollSeal() const;
  std::string LongpollEdge() const;
};

}  // namespace lossy::edge
