#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/agent/models/openai/http_connection.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// Sends requests to one endpoint over HTTP/1.1, with TLS or without, and reuses its connections.
// Thread-safe. Each call blocks its thread and has a connection of its own.
class HttpClient {
 public:
  using Options = HttpClientOptions;

  // INVALID_ARGUMENT: `ca_file` has no certificates. `clock` must outlive the client and measures
  // how long connections are idle; deadlines are the machine's steady time.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(Options options,
                                                          const base::Clock& clock);
  ~HttpClient();

  // Returns the response, whatever its status. Errors are those of HttpConnection::Post; CANCELLED
  // after Shutdown.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline);

  // Ends the calls in flight and all later ones. Any thread.
  void Shutdown();

 private:
  class Use;

  struct Idle {
    std::unique_ptr<HttpConnection> connection;
    absl::Time since;
  };

  HttpClient(Options options, const base::Clock& clock);

  // A connection that was used lately, or else a new one.
  std::unique_ptr<HttpConnection> Take();
  void Keep(std::unique_ptr<HttpConnection> connection);

  const Options options_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<Idle> idle_ LOSSY_GUARDED_BY(mutex_);  // The latest is the last.
  absl::flat_hash_set<HttpConnection*> in_use_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::agent
