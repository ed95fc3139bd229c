#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/agent/models/openai/base_url.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// The settings of an HttpClient and its connections.
struct HttpClientOptions {
  BaseUrl url;
  std::string api_key;                   // Printable ASCII. Empty: no key is sent.
  std::string ca_file;                   // PEM. Empty: the system's certificate authorities.
  std::size_t max_body_bytes = 1 << 20;  // Of a response.
  std::size_t max_idle = 8;              // Connections that are kept without a request.
  absl::Duration idle_limit = absl::Seconds(30);
};

// One libcurl handle and the connection that it keeps alive between two requests.
//
// Threads: one thread at a time may call Post; any thread may call Cancel.
// TLS: version 1.2 or newer; the certificate must be valid for the host of the URL. The client
// follows no redirect and uses no proxy, whatever the environment says.
class HttpConnection {
 public:
  // `options` must outlive this object.
  explicit HttpConnection(const HttpClientOptions& options);
  ~HttpConnection();

  // Sends the request and returns the response, whatever its status. Blocks at most until
  // `deadline`. A kept connection that the server closed before the request is replaced once.
  //
  // UNAVAILABLE: there is no complete response. OUT_OF_RANGE: the body is longer than
  // `max_body_bytes`. DATA_LOSS: a response with a status of success ended early.
  // DEADLINE_EXCEEDED; CANCELLED after Cancel.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline);

  // Ends the request in flight and all later ones. Returns at once.
  void Cancel();

 private:
  class Handle;

  const std::unique_ptr<Handle> handle_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace lossy::agent
