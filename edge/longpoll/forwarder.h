#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/rpc/internal_tls.h"
#include "boost/asio/io_context.hpp"
#include "edge/http/http_request.h"
#include "edge/longpoll/forward_tls.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/metrics/longpoll_metrics.h"

namespace lossy::edge {

// Forwards long-poll requests over HTTP to the edge that has their session. All edges of an
// installation serve TLS, or none does. Belongs to one thread.
class Forwarder {
 public:
  // The header that marks a forwarded request. Such a request is never forwarded again.
  static constexpr char kMarker[] = "x-lossy-forwarded";

  // The protocol on the addresses of edges.
  enum class Protocol {
    kHttp,
    kTls,  // HTTP over TLS. Without Options::internal_tls, every forward fails.
  };

  struct Options {
    Protocol protocol = Protocol::kHttp;
    // Makes and verifies the certificates between edges; nullptr: none.
    const base::InternalTls* internal_tls = nullptr;
    // The longest time to resolve the edge's name and connect to it.
    absl::Duration connect_limit = absl::Seconds(2);
    // The longest time from the connection to the whole answer to a post.
    absl::Duration answer_limit = absl::Seconds(10);
    // The time that the answer to a poll may take in addition (LongpollLimits::window).
    absl::Duration window = absl::Seconds(10);
    // The largest body of an answer.
    std::size_t max_response_bytes = 64 << 20;
  };

  // `context` runs on the forwarder's thread. The references must outlive the forwarder.
  Forwarder(boost::asio::io_context& context, Options options, LongpollMetrics& metrics);

  // Sends the request to `edge` (host:port), and answers the exchange with that edge's answer. On
  // any error it calls AnswerDead. `text` is the signed session token.
  //
  // The caller must call the returned function at the end of the client's request. If the client
  // did not receive the answer, the function resets the connection to the other edge. The session
  // there then sends its messages again.
  LongpollExchange::OnOver Send(const std::string& edge, const std::string& text,
                                const HttpRequest& request,
                                std::shared_ptr<LongpollExchange> exchange);

 private:
  class Forward;

  boost::asio::io_context& context_;
  const Options options_;
  absl::optional<ForwardTls> tls_;
  LongpollMetrics& metrics_;
};

}  // namespace lossy::edge
