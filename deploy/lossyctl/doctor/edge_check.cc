#include "deploy/lossyctl/doctor/edge_check.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/lossyctl/doctor/certificate_end.h"
#include "deploy/lossyctl/doctor/clock.h"
#include "deploy/lossyctl/doctor/http_get.h"
#include "deploy/lossyctl/doctor/process_address.h"

namespace lossy::lossyctl {
namespace {

// The parts of "scheme://host:port".
struct Url {
  bool tls = false;
  std::string host;     // As written, with the brackets of an IPv6 address.
  std::string address;  // "host:port".
};

absl::StatusOr<Url> ParseUrl(const std::string& text) {
  Url url;
  url.tls = absl::StartsWith(text, "https://");
  if (!url.tls && !absl::StartsWith(text, "http://")) {
    return absl::InvalidArgumentError(
        "is no URL, as https://lossy.example.com or "
        "http://localhost:4000");
  }
  const std::size_t begin = text.find("://") + 3;
  const std::size_t end = std::min(text.find('/', begin), text.size());
  url.address = text.substr(begin, end - begin);
  const std::size_t colon = url.address.rfind(':');
  const bool port = colon != std::string::npos && colon > url.address.find_last_of("]") + 1;
  url.host = port ? url.address.substr(0, colon) : url.address;
  if (!port) absl::StrAppend(&url.address, url.tls ? ":443" : ":80");
  return url;
}

HttpRequest Request(const EdgeCheck& check, const Url& url, const ProcessAddress& endpoint,
                    const char* path) {
  return {.url = absl::StrCat(url.tls ? "https://" : "http://", endpoint.address, path),
          .token = {},
          .authorities = check.authorities,
          .certificate = {},
          .key = {},
          .server_name = url.host};
}

std::string Remedy(const Url& url, const std::string& problem) {
  if (absl::StrContains(problem, "certificate") || absl::StrContains(problem, "SSL")) {
    return "give the edge a certificate for this name (--tls_certificate), and lossyctl the "
           "authority that signed it (--edge_ca); docs/tls.md";
  }
  if (absl::StrContains(problem, "timed out")) {
    return "the edge does not answer a connection, so it hangs (it is stopped, swaps, or waits for "
           "a "
           "disk: ps -o stat,wchan) or a firewall drops the packets; end it, and its service "
           "manager starts it again";
  }
  return absl::StrCat("start the edge and compare its --listen with ", url.address,
                      "; a firewall or a proxy may refuse the connection");
}

void CheckToken(const EdgeCheck& check, HttpRequest request, const std::string& subject,
                Findings& findings) {
  request.token = check.user_token;
  const absl::StatusOr<HttpAnswer> answer = HttpGet(request);
  if (!answer.ok()) {
    return findings.Fail("keys", subject, answer.status().message(), "see the other findings");
  }
  // The topic does not exist, so any other refusal means that the token was accepted.
  if (answer->status != 401) return findings.Ok("keys", subject, "accepts the user's token");
  findings.Fail("keys", subject, "refuses the user's token",
                "give the edge the --jwks of the identity provider and its --audience; the edge's "
                "log and lossy_edge_tokens_refused_total name the reason");
}

void CheckAddress(const EdgeCheck& check, const Url& url, const ProcessAddress& endpoint,
                  Findings& findings) {
  const std::string subject = endpoint.Name();
  const double before = SecondsNow();
  const absl::StatusOr<HttpAnswer> ready = HttpGet(Request(check, url, endpoint, "/readyz"));
  const double after = SecondsNow();
  if (!ready.ok()) {
    const std::string problem(ready.status().message());
    return findings.Fail(url.tls ? "tls" : "health", subject, problem, Remedy(url, problem));
  }
  if (ready->not_after) ReportCertificateEnd(subject, *ready->not_after, findings);
  // The header has whole seconds, rounded down.
  if (ready->date) {
    const double date = static_cast<double>(absl::ToUnixSeconds(*ready->date));
    CompareClocks(subject, date, before - 1, after, check.tolerance, findings);
  }
  if (ready->status == 200) {
    findings.Ok("health", subject, "is ready");
  } else {
    findings.Fail("health", subject, absl::StrCat("is not ready: status ", ready->status),
                  "start notifications and compare --notifications of the edge; a draining edge is "
                  "not ready either; the edge's log names the reason");
  }
  if (check.user_token.empty()) return;
  CheckToken(check, Request(check, url, endpoint, "/api/topics/lossy-doctor"), subject, findings);
}

}  // namespace

void CheckEdge(const EdgeCheck& check, Findings& findings) {
  const absl::StatusOr<Url> url = ParseUrl(check.url);
  if (!url.ok()) {
    return findings.Fail("resolve", absl::StrCat("edge ", check.url), url.status().message(),
                         "correct --edge");
  }
  const int failures = findings.Count(Level::kFail);
  const std::vector<ProcessAddress> endpoints = Resolve("edge", url->address, findings);
  for (const ProcessAddress& endpoint : endpoints) CheckAddress(check, *url, endpoint, findings);
  if (check.user_token.empty() && findings.Count(Level::kFail) == failures) {
    findings.Warn("keys", absl::StrCat("edge ", check.url), "no user's token was checked",
                  "name a file with a token by --user_token_file, or the key by --user_key");
  }
}

}  // namespace lossy::lossyctl
