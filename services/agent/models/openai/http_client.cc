#include "services/agent/models/openai/http_client.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::agent {
namespace {

// libcurl reads the file at each handshake. A wrong file must already stop the start of the
// process.
bool HasCertificates(const std::string& file) {
  const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                      &X509_STORE_free);
  const bool loaded = X509_STORE_load_file(store.get(), file.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

}  // namespace

// Lets Shutdown cancel a connection that has a request in flight.
class HttpClient::Use {
 public:
  Use(HttpClient& client, HttpConnection& connection) : client_(client), connection_(connection) {
    const base::MutexLock lock(client_.mutex_);
    client_.in_use_.insert(&connection_);
    if (client_.stop_) connection_.Cancel();
  }

  ~Use() {
    const base::MutexLock lock(client_.mutex_);
    client_.in_use_.erase(&connection_);
  }

  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  HttpClient& client_;
  HttpConnection& connection_;
};

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Make(Options options,
                                                             const base::Clock& clock) {
  const std::string& file = options.ca_file;
  if (options.url.tls && !file.empty() && !HasCertificates(file)) {
    return absl::InvalidArgumentError(absl::StrCat("no certificates can be read from ", file));
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(options), clock));
}

HttpClient::HttpClient(Options options, const base::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

HttpClient::~HttpClient() = default;

absl::StatusOr<HttpResponse> HttpClient::Post(const HttpRequest& request, absl::Time deadline) {
  std::unique_ptr<HttpConnection> connection = Take();
  absl::StatusOr<HttpResponse> response = [&] {
    const Use use(*this, *connection);
    return connection->Post(request, deadline);
  }();
  if (response.ok()) Keep(std::move(connection));
  return response;
}

std::unique_ptr<HttpConnection> HttpClient::Take() {
  std::vector<Idle> expired;  // Closed when no lock is held.
  {
    const base::MutexLock lock(mutex_);
    if (!idle_.empty()) {
      Idle latest = std::move(idle_.back());
      idle_.pop_back();
      if (clock_.Steady() - latest.since <= options_.idle_limit) {
        return std::move(latest.connection);
      }
      // All others have been idle for longer.
      expired.swap(idle_);
      expired.push_back(std::move(latest));
    }
  }
  return std::make_unique<HttpConnection>(options_);
}

void HttpClient::Keep(std::unique_ptr<HttpConnection> connection) {
  const base::MutexLock lock(mutex_);
  if (stop_ || idle_.size() >= options_.max_idle) return;
  idle_.push_back({.connection = std::move(connection), .since = clock_.Steady()});
}

void HttpClient::Shutdown() {
  const base::MutexLock lock(mutex_);
  stop_ = true;
  idle_.clear();
  for (HttpConnection* connection : in_use_) connection->Cancel();
}

}  // namespace lossy::agent
