#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "services/agent/openai/base_url.h"
#include "services/agent/openai/host_lookup.h"
#include "services/agent/openai/http_connection.h"
#include "services/agent/openai/http_message.h"
#include "services/agent/openai/tls_trust.h"

namespace lossy::agent {

// Talks to one endpoint over HTTP/1.1 or HTTPS, and keeps its connections. Thread-safe.
class HttpClient {
 public:
  struct Options {
    BaseUrl url;
    std::string api_key;                   // Printable ASCII. Empty: none is sent.
    std::string ca_file;                   // PEM. Empty: the system's.
    std::size_t max_body_bytes = 1 << 20;  // Of an answer.
    std::size_t max_idle = 8;
    absl::Duration idle_limit = absl::Seconds(30);
  };

  // INVALID_ARGUMENT: no certificates are in `ca_file`. `clock` must outlive it and tells how long
  // connections are idle; deadlines are the machine's time.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(Options options,
                                                          const base::Clock& clock);
  ~HttpClient();

  // Whatever the server answers is OK here. UNAVAILABLE: there was no answer. OUT_OF_RANGE: it is
  // too large. DATA_LOSS: one with a status of success broke off. DEADLINE_EXCEEDED; CANCELLED
  // after Shutdown.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline);

  // Ends the calls in flight and all that come. Any thread.
  void Shutdown();

 private:
  class Use;

  struct Idle {
    std::unique_ptr<HttpConnection> connection;
    absl::Time since;
  };

  HttpClient(Options options, absl::optional<TlsTrust> trust, const base::Clock& clock);

  std::string Head(const HttpRequest& request) const;
  absl::StatusOr<HttpResponse> Exchange(HttpConnection& connection, absl::string_view request,
                                        absl::Time deadline);
  absl::Status Connect(HttpConnection& connection, absl::Time deadline);
  // Nullptr: there is none.
  std::unique_ptr<HttpConnection> TakeIdle();
  void Keep(std::unique_ptr<HttpConnection> connection);

  const Options options_;
  const absl::optional<TlsTrust> trust_;
  const base::Clock& clock_;
  HostLookup lookup_;

  std::mutex mutex_;
  bool stop_ = false;                            // Guarded by mutex_.
  std::vector<Idle> idle_;                       // Guarded by mutex_. The latest is the last.
  absl::flat_hash_set<HttpConnection*> in_use_;  // Guarded by mutex_.
};

}  // namespace lossy::agent
