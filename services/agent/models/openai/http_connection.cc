#include "services/agent/models/openai/http_connection.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/time/clock.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr absl::Duration kLongestCall = absl::Hours(1);
constexpr int kPollMs = 1'000;

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiFree {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using Easy = std::unique_ptr<CURL, EasyFree>;
using Multi = std::unique_ptr<CURLM, MultiFree>;
using HeaderList = std::unique_ptr<curl_slist, ListFree>;

// libcurl requires one call per process, before the first handle.
void InitOnce() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(code);
}

std::string UrlOf(const BaseUrl& url, absl::string_view path) {
  return absl::StrCat(url.tls ? "https://" : "http://", url.authority(), url.path, path);
}

HeaderList HeadersOf(const HttpRequest& request, const std::string& api_key) {
  HeaderList list;
  const auto add = [&list](const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
  };
  add("Accept: application/json");
  add("Accept-Encoding: identity");
  add(absl::StrCat("Content-Type: ", request.content_type));
  add("Expect:");  // Removes "Expect: 100-continue", for which some servers wait a second.
  if (!api_key.empty()) add(absl::StrCat("Authorization: Bearer ", api_key));
  return list;
}

// The part of a response that has arrived.
struct Reception {
  std::size_t max_body_bytes = 0;
  std::size_t header_bytes = 0;
  bool header_done = false;
  bool header_too_long = false;
  bool body_too_long = false;
  std::string body;
};

// libcurl calls this once for each line. A count other than the given one ends the transfer.
std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* user) {
  Reception& reception = *static_cast<Reception*>(user);
  const absl::string_view line(data, size);
  reception.header_bytes += size;
  if (absl::StartsWith(line, "HTTP/")) reception.header_done = false;  // After a "100 Continue".
  if (line == "\r\n" || line == "\n") reception.header_done = true;
  reception.header_too_long = reception.header_bytes > kMaxHeaderBytes;
  return reception.header_too_long ? 0 : size;
}

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* user) {
  Reception& reception = *static_cast<Reception*>(user);
  reception.body_too_long = size > reception.max_body_bytes - reception.body.size();
  if (reception.body_too_long) return 0;
  reception.body.append(data, size);
  return size;
}

}  // namespace

class HttpConnection::Handle {
 public:
  explicit Handle(const HttpClientOptions& options) : options_(options) {
    InitOnce();
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L);
    SetUp();
    SetTrust();
  }

  CURLcode Run(const HttpRequest& request, absl::Duration limit,
               const std::atomic<bool>& cancelled) {
    const std::string url = UrlOf(options_.url, request.path);
    const HeaderList headers = HeadersOf(request, options_.api_key);
    const long limit_ms =
        static_cast<long>(absl::ToInt64Milliseconds(absl::Ceil(limit, absl::Milliseconds(1))));
    reception_ = {.max_body_bytes = options_.max_body_bytes};
    error_[0] = '\0';
    Set(CURLOPT_URL, url.c_str());
    Set(CURLOPT_HTTPHEADER, headers.get());
    Set(CURLOPT_POSTFIELDS, request.body.data());
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(CURLOPT_TIMEOUT_MS, limit_ms);
    Set(CURLOPT_CONNECTTIMEOUT_MS, limit_ms);
    curl_multi_add_handle(multi_.get(), easy_.get());
    const CURLcode code = Drive(cancelled);
    curl_multi_remove_handle(multi_.get(), easy_.get());
    Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    return code;
  }

  void Wake() { curl_multi_wakeup(multi_.get()); }

  absl::Status ToStatus(CURLcode code) const {
    switch (code) {
      case CURLE_OPERATION_TIMEDOUT:
        return absl::DeadlineExceededError("the endpoint did not answer in time");
      case CURLE_ABORTED_BY_CALLBACK:
        return absl::CancelledError("the process stops");
      case CURLE_FILESIZE_EXCEEDED:
        return TooLarge();
      default:
        break;
    }
    if (reception_.body_too_long) return TooLarge();
    const bool success = reception_.header_done && status() >= 200 && status() < 300;
    if (success) return absl::DataLossError("the endpoint's response ended early");
    return absl::UnavailableError(Problem(code));
  }

  HttpResponse TakeResponse() {
    return {.status = status(),
            .retry_after = HeaderOf("retry-after"),
            .retry_after_ms = HeaderOf("retry-after-ms"),
            .body = std::move(reception_.body)};
  }

 private:
  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  void SetUp() {
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_PROXY, "");  // Also overrides the environment's http_proxy.
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_FOLLOWLOCATION, 0L);
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    Set(CURLOPT_PATH_AS_IS, 1L);
    Set(CURLOPT_POST, 1L);
    Set(CURLOPT_USERAGENT, "lossy");
    Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.max_body_bytes));
    // A new connection asks the resolver again, so that a failover by DNS takes effect at once.
    Set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    // A resolver that hangs must not delay a deadline: its thread ends later, by itself.
    Set(CURLOPT_QUICK_EXIT, 1L);
    // HttpClient limits the idle time by its own clock. libcurl's limit must not be shorter.
    Set(CURLOPT_MAXAGE_CONN, static_cast<long>(absl::ToInt64Seconds(options_.idle_limit)) + 1);
    Set(CURLOPT_ERRORBUFFER, error_);
    Set(CURLOPT_HEADERFUNCTION, &OnHeader);
    Set(CURLOPT_HEADERDATA, &reception_);
    Set(CURLOPT_WRITEFUNCTION, &OnBody);
    Set(CURLOPT_WRITEDATA, &reception_);
  }

  void SetTrust() {
    Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    Set(CURLOPT_SSL_VERIFYPEER, 1L);
    Set(CURLOPT_SSL_VERIFYHOST, 2L);
    constexpr const char* kNone = nullptr;
    if (!options_.ca_file.empty()) {
      Set(CURLOPT_CAINFO, options_.ca_file.c_str());
      Set(CURLOPT_CAPATH, kNone);
    } else if (curl_version_info(CURLVERSION_NOW)->capath != nullptr) {
      // The directory is hashed, so a handshake reads one certificate of it. The system's bundle
      // would be parsed as a whole for each new connection.
      Set(CURLOPT_CAINFO, kNone);
    }
  }

  CURLcode Drive(const std::atomic<bool>& cancelled) {
    for (int running = 1; running > 0 && !cancelled;) {
      curl_multi_perform(multi_.get(), &running);
      if (running > 0) curl_multi_poll(multi_.get(), nullptr, 0, kPollMs, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    return cancelled || message == nullptr ? CURLE_ABORTED_BY_CALLBACK : message->data.result;
  }

  int status() const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

  std::string HeaderOf(const char* name) const {
    curl_header* header = nullptr;
    const CURLHcode found = curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, -1, &header);
    return found == CURLHE_OK ? header->value : "";
  }

  static absl::Status TooLarge() {
    return absl::OutOfRangeError("the endpoint's response is too large");
  }

  std::string Problem(CURLcode code) const {
    if (reception_.header_too_long) return "the endpoint's response is not HTTP";
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
        return "the endpoint's host is not found";
      case CURLE_PEER_FAILED_VERIFICATION:
        return absl::StrCat("the endpoint's certificate is not trusted: ", error_);
      case CURLE_GOT_NOTHING:
      case CURLE_PARTIAL_FILE:
        return "the endpoint closed the connection";
      case CURLE_UNSUPPORTED_PROTOCOL:
      case CURLE_WEIRD_SERVER_REPLY:
        return "the endpoint's response is not HTTP";
      default:
        return absl::StrCat("the connection to the endpoint failed: ", Reason(code));
    }
  }

  std::string Reason(CURLcode code) const {
    long error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &error);
    if (code == CURLE_COULDNT_CONNECT && error != 0) return std::strerror(static_cast<int>(error));
    return error_[0] != '\0' ? error_ : curl_easy_strerror(code);
  }

  const HttpClientOptions& options_;
  Multi multi_;
  Easy easy_;
  Reception reception_;
  char error_[CURL_ERROR_SIZE] = {};
};

HttpConnection::HttpConnection(const HttpClientOptions& options)
    : handle_(std::make_unique<Handle>(options)) {}

HttpConnection::~HttpConnection() = default;

absl::StatusOr<HttpResponse> HttpConnection::Post(const HttpRequest& request, absl::Time deadline) {
  const absl::Duration left = std::min(deadline - base::SteadyNow(), kLongestCall);
  if (left <= absl::ZeroDuration()) return handle_->ToStatus(CURLE_OPERATION_TIMEDOUT);
  const CURLcode code = handle_->Run(request, left, cancelled_);
  if (code != CURLE_OK) return handle_->ToStatus(code);
  return handle_->TakeResponse();
}

void HttpConnection::Cancel() {
  cancelled_ = true;
  handle_->Wake();
}

}  // namespace lossy::agent
