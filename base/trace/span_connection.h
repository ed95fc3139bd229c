#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/trace/span_post.h"
#include "base/trace/trace_endpoint.h"

namespace lossy::base {

// A connection of a client to an endpoint, with or without TLS, for PostSpans. Each call blocks
// within the limits. Belongs to one thread.
class SpanConnection {
 public:
  explicit SpanConnection(const SpanPostLimits& limits) : limits_(limits) {}
  ~SpanConnection();
  SpanConnection(const SpanConnection&) = delete;
  SpanConnection& operator=(const SpanConnection&) = delete;

  // Connects, and performs the TLS handshake if the endpoint has one.
  absl::Status Open(const TraceEndpoint& endpoint, const std::string& ca_file);
  // Sends all bytes.
  absl::Status Write(absl::string_view bytes);
  // Appends the next bytes of the peer to `text`.
  absl::Status Read(std::string* text);

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  absl::Status Connect(const TraceEndpoint& endpoint);
  absl::Status Shake(const TraceEndpoint& endpoint, const std::string& ca_file);
  // Waits for poll events of the socket.
  absl::Status Await(short events);
  // Waits for the socket if OpenSSL needs it, and returns an error if the connection has failed.
  absl::Status AwaitTls(int result);

  const SpanPostLimits limits_;
  int socket_ = -1;
  std::unique_ptr<SSL, SslFree> ssl_;  // Null without TLS.
};

}  // namespace lossy::base
