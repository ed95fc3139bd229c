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
// Thread-safe. Each call blocks its thread and uses one connection alone.
class HttpClient {
 public:
  using Options = HttpClientOptions;

  // Returns INVALID_ARGUMENT if `ca_file` has no certificates. `clock` must outlive the client; it
  // measures how long connections are idle. Deadlines are steady times of RealClock.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(Options options,
                                                          const base::Clock& clock);
  ~HttpClient();

  // Returns the response, whatever its status. Errors: those of HttpConnection::Post, and CANCELLED
  // after Shutdown.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline);

  // Ends the calls in progress and all later ones. Any thread may call it.
  void Shutdown();

 private:
  class Use;

  struct Idle {
    std::unique_ptr<HttpConnection> connection;
    absl::Time since;
  };

  HttpClient(Options options, const base::Clock& clock);

  // Returns an idle connection that was used recently, or else a new one.
  std::unique_ptr<HttpConnection> Take();
  void Keep(std::unique_ptr<HttpConnection> connection);

  const Options options_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<Idle> idle_ LOSSY_GUARDED_BY(mutex_);  // The most recently used is the last.
  absl::flat_hash_set<HttpConnection*> in_use_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::agent
