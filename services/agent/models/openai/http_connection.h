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
  std::size_t max_body_bytes = 1 << 20;  // The longest accepted body of a response.
  std::size_t max_idle = 8;              // The most idle connections that stay open.
  absl::Duration idle_limit = absl::Seconds(30);
};

// One connection to the endpoint: a libcurl handle, which keeps the connection alive between
// requests.
//
// Threads: one thread at a time may call Post; any thread may call Cancel.
// TLS: version 1.2 or newer; the certificate must be valid for the host of the URL. The client
// follows no redirect and uses no proxy, even if the environment names one.
class HttpConnection {
 public:
  // `options` must outlive this object.
  explicit HttpConnection(const HttpClientOptions& options);
  ~HttpConnection();

  // Sends the request and returns the response, whatever its status. Blocks at most until
  // `deadline`, a steady time. If the server closed the idle connection before the request, Post
  // connects again once.
  //
  // Errors: UNAVAILABLE if there is no complete response. OUT_OF_RANGE if the body is longer than
  // `max_body_bytes`. DATA_LOSS if a response with a 2xx status ended early. DEADLINE_EXCEEDED.
  // CANCELLED after Cancel.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline);

  // Ends the request in progress and all later ones. Returns at once.
  void Cancel();

 private:
  class Handle;

  const std::unique_ptr<Handle> handle_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace lossy::agent
