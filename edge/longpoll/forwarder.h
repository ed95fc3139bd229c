#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "boost/asio/io_context.hpp"
#include "edge/http/http_request.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/metrics/longpoll_metrics.h"

namespace lossy::edge {

// Sends long-poll requests on to the edge that has their session, over HTTP. Belongs to one thread.
class Forwarder {
 public:
  // A request with this header was sent by another edge, and is never sent on again.
  static constexpr char kMarker[] = "x-lossy-forwarded";

  struct Options {
    absl::Duration connect_limit = absl::Seconds(2);
    // For the whole answer of a post. A poll may take a window more.
    absl::Duration answer_limit = absl::Seconds(10);
    absl::Duration window = absl::Seconds(10);
    std::size_t max_response_bytes = 64 << 20;
  };

  // Both must outlive it; `context` runs on its thread.
  Forwarder(boost::asio::io_context& context, Options options, LongpollMetrics& metrics);

  // Asks `edge` (host:port) for the session `sealed`, and answers the exchange: as that edge does,
  // or that the session is dead. The result ends it; a client that broke off is broken off there,
  // so that the session knows that its messages are lost.
  LongpollExchange::OnOver Send(const std::string& edge, const std::string& sealed,
                        const HttpRequest& request, std::shared_ptr<LongpollExchange> exchange);

 private:
  class Forward;

  boost::asio::io_context& context_;
  const Options options_;
  LongpollMetrics& metrics_;
};

}  // namespace lossy::edge
