#include "deploy/lossyctl/doctor/http_get.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace lossy::lossyctl {
namespace {

constexpr long kLimitMs = 5000;
constexpr std::size_t kMostBytes = 16 << 20;

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::size_t TakeBody(char* data, std::size_t, std::size_t size, void* answer) {
  std::string& body = static_cast<HttpAnswer*>(answer)->body;
  if (body.size() + size > kMostBytes) return 0;
  body.append(data, size);
  return size;
}

std::size_t TakeHeader(char* data, std::size_t, std::size_t size, void* answer) {
  absl::string_view line(data, size);
  if (absl::StartsWithIgnoreCase(line, "date:")) {
    const std::time_t date = curl_getdate(std::string(line.substr(5)).c_str(), nullptr);
    if (date >= 0) static_cast<HttpAnswer*>(answer)->date = absl::FromTimeT(date);
  }
  return size;
}

// "Expire date:2027-11-30 11:00:00 GMT" in each certificate of the chain.
absl::optional<absl::Time> EarliestEnd(CURL* easy) {
  curl_certinfo* chain = nullptr;
  absl::optional<absl::Time> earliest;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr) {
    return earliest;
  }
  for (int i = 0; i < chain->num_of_certs; ++i) {
    for (const curl_slist* each = chain->certinfo[i]; each != nullptr; each = each->next) {
      absl::string_view line = each->data;
      if (!absl::ConsumePrefix(&line, "Expire date:")) continue;
      const std::time_t end = curl_getdate(std::string(line).c_str(), nullptr);
      if (end < 0) continue;
      earliest = std::min(earliest.value_or(absl::InfiniteFuture()), absl::FromTimeT(end));
    }
  }
  return earliest;
}

void SetFile(CURL* easy, CURLoption option, const std::string& path) {
  if (!path.empty()) curl_easy_setopt(easy, option, path.c_str());
}

// Connects to the host of the URL, but asks for another name in TLS and in "Host".
std::string Rename(CURL* easy, const HttpRequest& request, List& connect_to) {
  if (request.server_name.empty()) return request.url;
  const std::size_t host = request.url.find("://") + 3;
  const std::size_t path = std::min(request.url.find('/', host), request.url.size());
  const std::string address = request.url.substr(host, path - host);
  connect_to.reset(curl_slist_append(nullptr, absl::StrCat("::", address).c_str()));
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to.get());
  return absl::StrCat(request.url.substr(0, host), request.server_name, request.url.substr(path));
}

}  // namespace

absl::StatusOr<HttpAnswer> HttpGet(const HttpRequest& request) {
  const Easy owner(curl_easy_init(), &curl_easy_cleanup);
  CURL* const easy = owner.get();
  HttpAnswer answer;
  char problem[CURL_ERROR_SIZE] = "";
  List connect_to(nullptr, &curl_slist_free_all);
  List headers(nullptr, &curl_slist_free_all);
  const std::string url = Rename(easy, request, connect_to);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, kLimitMs);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer);
  SetFile(easy, CURLOPT_CAINFO, request.authorities);
  SetFile(easy, CURLOPT_SSLCERT, request.certificate);
  SetFile(easy, CURLOPT_SSLKEY, request.key);
  if (!request.token.empty()) {
    headers.reset(
        curl_slist_append(nullptr, absl::StrCat("Authorization: Bearer ", request.token).c_str()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  }
  const CURLcode code = curl_easy_perform(easy);
  if (code == CURLE_WRITE_ERROR) return absl::ResourceExhaustedError("the answer is too large");
  if (code != CURLE_OK) {
    return absl::UnavailableError(problem[0] != '\0' ? problem : curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  answer.not_after = EarliestEnd(easy);
  return answer;
}

}  // namespace lossy::lossyctl
