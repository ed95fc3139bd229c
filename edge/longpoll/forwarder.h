#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "boost/asio/io_context.hpp"
#include "edge/http/http_request.h"
#include "edge/longpoll/longpoll_exchange.h"
#include "edge/metrics/longpoll_metrics.h"

namespace lossy::edge {

// Forwards long-poll requests to the edge that has their session, over HTTP. Belongs to one thread.
class Forwarder {
 public:
  // Marks a forwarded request, which is never forwarded again.
  static constexpr char kMarker[] = "x-lossy-forwarded";

  struct Options {
    absl::Duration connect_limit = absl::Seconds(2);
    // For the whole answer to a post. A poll may take a window more.
    absl::Duration answer_limit = absl::Seconds(10);
    absl::Duration window = absl::Seconds(10);
    std::size_t max_response_bytes = 64 << 20;
  };

  // `context`, which runs on the forwarder's thread, and `metrics` must outlive it.
  Forwarder(boost::asio::io_context& context, Options options, LongpollMetrics& metrics);

  // Sends the request to `edge` (host:port) and answers the exchange with that edge's answer, or
  // with AnswerDead. `text` is the signed token of the session. The returned function must be
  // called at the end of the client's request. If the client did not get the answer, it resets the
  // connection to the other edge, so that the session sends its messages again.
  LongpollExchange::OnOver Send(const std::string& edge, const std::string& text,
                                const HttpRequest& request,
                                std::shared_ptr<LongpollExchange> exchange);

 private:
  class Forward;

  boost::asio::io_context& context_;
  const Options options_;
  LongpollMetrics& metrics_;
};

}  // namespace lossy::edge
