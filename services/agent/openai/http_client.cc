#include "services/agent/openai/http_client.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::agent {

// Lets Shutdown reach a connection that is at work.
class HttpClient::Use {
 public:
  Use(HttpClient& client, HttpConnection& connection) : client_(client), connection_(connection) {
    std::lock_guard lock(client_.mutex_);
    client_.in_use_.insert(&connection_);
    if (client_.stop_) connection_.Cancel();
  }

  ~Use() {
    std::lock_guard lock(client_.mutex_);
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
  absl::optional<TlsTrust> trust;
  if (options.url.tls) {
    absl::StatusOr<TlsTrust> loaded = TlsTrust::Load(options.ca_file);
    if (!loaded.ok()) return loaded.status();
    trust = *std::move(loaded);
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(options), std::move(trust), clock));
}

HttpClient::HttpClient(Options options, absl::optional<TlsTrust> trust, const base::Clock& clock)
    : options_(std::move(options)),
      trust_(std::move(trust)),
      clock_(clock),
      lookup_(options_.url.host) {}

HttpClient::~HttpClient() = default;

absl::StatusOr<HttpResponse> HttpClient::Post(const HttpRequest& request, absl::Time deadline) {
  const std::string message = absl::StrCat(Head(request), request.body);
  if (std::unique_ptr<HttpConnection> kept = TakeIdle()) {
    absl::StatusOr<HttpResponse> response = Exchange(*kept, message, deadline);
    // The server may have closed it just before the request came: then it has not seen any.
    const bool stale = absl::IsUnavailable(response.status()) && !kept->heard();
    if (response.ok()) Keep(std::move(kept));
    if (!stale) return response;
  }
  auto fresh = std::make_unique<HttpConnection>(trust_ ? trust_->NewSession(options_.url.host)
                                                       : SslSession());
  const absl::Status connected = Connect(*fresh, deadline);
  if (!connected.ok()) return connected;
  absl::StatusOr<HttpResponse> response = Exchange(*fresh, message, deadline);
  if (response.ok()) Keep(std::move(fresh));
  return response;
}

std::string HttpClient::Head(const HttpRequest& request) const {
  std::string head = absl::StrCat(
      "POST ", options_.url.path, request.path, " HTTP/1.1\r\nHost: ", options_.url.authority(),
      "\r\nUser-Agent: lossy\r\nAccept: application/json\r\nAccept-Encoding: "
      "identity\r\nContent-Type: ",
      request.content_type, "\r\nContent-Length: ", request.body.size(), "\r\n");
  if (!options_.api_key.empty()) {
    absl::StrAppend(&head, "Authorization: Bearer ", options_.api_key, "\r\n");
  }
  return absl::StrCat(head, "\r\n");
}

absl::Status HttpClient::Connect(HttpConnection& connection, absl::Time deadline) {
  absl::StatusOr<std::vector<std::string>> addresses = lookup_.Find(deadline);
  if (!addresses.ok()) return addresses.status();
  const Use use(*this, connection);
  return connection.Connect(*addresses, options_.url.port, deadline);
}

absl::StatusOr<HttpResponse> HttpClient::Exchange(HttpConnection& connection,
                                                  absl::string_view request, absl::Time deadline) {
  const Use use(*this, connection);
  return connection.Exchange(request, options_.max_body_bytes, deadline);
}

std::unique_ptr<HttpConnection> HttpClient::TakeIdle() {
  std::vector<Idle> stale;  // Closed when no lock is held.
  std::lock_guard lock(mutex_);
  while (!idle_.empty()) {
    Idle last = std::move(idle_.back());
    idle_.pop_back();
    const bool fresh = clock_.Steady() - last.since <= options_.idle_limit;
    if (fresh && last.connection->quiet()) return std::move(last.connection);
    stale.push_back(std::move(last));
  }
  return nullptr;
}

void HttpClient::Keep(std::unique_ptr<HttpConnection> connection) {
  if (!connection->reusable()) return;
  std::lock_guard lock(mutex_);
  if (stop_ || idle_.size() >= options_.max_idle) return;
  idle_.push_back({.connection = std::move(connection), .since = clock_.Steady()});
}

void HttpClient::Shutdown() {
  lookup_.Shutdown();
  std::lock_guard lock(mutex_);
  stop_ = true;
  idle_.clear();
  for (HttpConnection* connection : in_use_) connection->Cancel();
}

}  // namespace lossy::agent
