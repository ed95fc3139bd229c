#include "base/process/metrics_request.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::base {
namespace {

// The parts of a request's head that this server uses.
struct Head {
  std::string method;
  std::string path;  // Without the query.
  std::string host;  // Empty: there is none.
  int hosts = 0;
};

// An absolute-form target ("http://host/path") names the host itself (RFC 9112, section 3.2.2).
bool SplitTarget(absl::string_view target, Head* head) {
  if (absl::StartsWithIgnoreCase(target, "http://")) {
    target.remove_prefix(sizeof("http://") - 1);
    const std::size_t slash = std::min(target.find_first_of("/?"), target.size());
    head->host = std::string(target.substr(0, slash));
    target.remove_prefix(slash);
    if (target.empty() || target[0] == '?') target = "/";
  }
  head->path = std::string(target.substr(0, target.find('?')));
  return absl::StartsWith(head->path, "/");
}

bool ReadField(absl::string_view line, Head* head) {
  const std::pair<absl::string_view, absl::string_view> field =
      absl::StrSplit(line, absl::MaxSplits(':', 1));
  const absl::string_view name = field.first;
  const bool named = !name.empty() && name.size() < line.size() &&
                     std::all_of(name.begin(), name.end(), absl::ascii_isgraph);
  if (!named) return false;
  if (!absl::EqualsIgnoreCase(name, "host")) return true;
  if (head->host.empty()) head->host = std::string(absl::StripAsciiWhitespace(field.second));
  return ++head->hosts == 1;
}

absl::optional<Head> ReadHead(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, "\r\n");
  const std::vector<absl::string_view> words = absl::StrSplit(lines[0], ' ');
  Head head;
  if (words.size() != 3 || !absl::StartsWith(words[2], "HTTP/1.")) return absl::nullopt;
  head.method = std::string(words[0]);
  if (!SplitTarget(words[1], &head)) return absl::nullopt;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (!ReadField(lines[i], &head)) return absl::nullopt;
  }
  return head;
}

std::string Response(absl::string_view status, absl::string_view type, absl::string_view body,
                     bool with_body = true) {
  return absl::StrCat("HTTP/1.1 ", status, "\r\ncontent-type: ", type,
                      "\r\ncontent-length: ", body.size(), "\r\nconnection: close\r\n\r\n",
                      with_body ? body : absl::string_view());
}

std::string Problem(absl::string_view status, absl::string_view text, bool with_body = true) {
  return Response(status, "text/plain; charset=utf-8", absl::StrCat(text, "\n"), with_body);
}

}  // namespace

absl::optional<std::string> AnswerMetricsRequest(absl::string_view received, const HostList& hosts,
                                                 const std::function<std::string()>& render) {
  // RFC 9112, section 2.2: empty lines before the request line are ignored.
  while (absl::ConsumePrefix(&received, "\r\n")) {
  }
  const std::size_t end = received.find("\r\n\r\n");
  if (std::min(end, received.size()) > kMaxMetricsHeadBytes) {
    return Problem("431 Request Header Fields Too Large", "the request's head is too large");
  }
  if (end == absl::string_view::npos) return absl::nullopt;
  const absl::optional<Head> head = ReadHead(received.substr(0, end));
  if (!head) return Problem("400 Bad Request", "this is no HTTP/1 request");
  const bool with_body = head->method != "HEAD";
  if (!hosts.Accepts(head->host)) {
    return Problem("403 Forbidden", "this host is not in --metrics_hosts of the process",
                   with_body);
  }
  if (head->path != "/metrics") {
    return Problem("404 Not Found", "the metrics are at /metrics", with_body);
  }
  if (head->method != "GET" && with_body) {
    return "HTTP/1.1 405 Method Not Allowed\r\nallow: GET, HEAD\r\ncontent-length: 0\r\n"
           "connection: close\r\n\r\n";
  }
  return Response("200 OK", "text/plain; version=0.0.4; charset=utf-8", render(), with_body);
}

}  // namespace lossy::base
