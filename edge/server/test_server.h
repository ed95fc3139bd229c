#pragma once

#include <atomic>
#include <memory>

#include "base/rpc/internal_tls.h"
#include "base/testing/eventually.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/auth/test_tokens.h"
#include "edge/console/console_pages.h"
#include "edge/console/contract_documents.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/presence/local_presence.h"
#include "edge/server/fake_services.h"
#include "edge/server/http_pages.h"
#include "edge/server/server.h"
#include "edge/server/token_pages.h"
#include "edge/site/site_files.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The TLS of a server in a test. The objects must outlive the server.
struct TestServerTls {
  const CurrentTlsContexts* contexts = nullptr;  // For the listener; nullptr: HTTP.
  const base::InternalTls* internal = nullptr;   // Between edges.
};

// For tests: an edge's server with real sockets and FakeServices. It accepts clients without a
// token as the user "ann". The constructor ends the process if the server cannot start.
class TestServer {
 public:
  // `proxy_protocol_from` and `forwarded_from` are the values of the edge's flags of these names.
  explicit TestServer(int threads, const ServerLimits& limits = {},
                      absl::string_view proxy_protocol_from = "",
                      absl::string_view forwarded_from = "", const RateLimits& address_limits = {},
                      const TestServerTls& tls = {});

  int port() const { return server_->port(); }
  bool accepting() const { return server_->accepting(); }
  TestTokens& tokens() { return tokens_; }
  FakeServices& services() { return services_; }
  EdgeMetrics& metrics() { return metrics_; }
  const prometheus::Registry& registry() const { return registry_; }
  const Server& server() const { return *server_; }
  // Returns the context, with which a test can start another server.
  const WorkerContext& context() const { return context_; }
  void set_ready(bool ready) { ready_ = ready; }
  void Drain(absl::Duration patience) { server_->Drain(patience); }

  // Blocks until `count` clients are connected. Returns false if that takes more than a minute.
  bool AwaitConnections(int count);
  // Blocks until the metric has the value. Returns false if that takes more than a minute.
  template <typename Metric>
  static bool AwaitValue(const Metric& metric, double value);

 private:
  std::atomic<bool> ready_{true};
  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  TestTokens tokens_{"ann"};
  ExtensionTokenHandler extension_tokens_{
      tokens_.authenticator(), tokens_.extensions(), tokens_.clock(), metrics_.token_refused, {}};
  TokenRefresher refresher_{tokens_.authenticator(), metrics_.token_refused};
  const ServerLimits limits_;
  const TrustedProxies proxies_;
  const SocketPolicy policy_;
  ClientRegistry clients_;
  const TokenSigner signer_{"secret"};
  const ChannelTable channels_;
  FakeServices services_;
  LocalPresence presence_;
  const ContractDocuments documents_;
  const TokenPages token_pages_;
  const SiteFiles site_;
  const ConsolePages console_;
  const HttpPages pages_;
  const WorkerContext context_;
  std::unique_ptr<Server> server_;
};

// Returns the number of files that this process has open.
int OpenFiles();

template <typename Metric>
bool TestServer::AwaitValue(const Metric& metric, double value) {
  return base::Eventually([&] { return metric.Value() == value; });
}

}  // namespace lossy::edge
