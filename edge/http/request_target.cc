#include "edge/http/request_target.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace lossy::edge {
namespace {

// The schemes that this server answers. For https, a proxy in front has terminated TLS.
constexpr absl::string_view kSchemes[] = {"http://", "https://", "ws://", "wss://"};

// Removes scheme and authority from the start of `text`. Returns false if they are missing or
// malformed.
bool TakeAuthority(absl::string_view* text, std::string* host) {
  const auto scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](auto each) {
    return absl::StartsWithIgnoreCase(*text, each);
  });
  if (scheme == std::end(kSchemes)) return false;
  text->remove_prefix(scheme->size());
  const std::size_t end = std::min(text->find_first_of("/?"), text->size());
  *host = std::string(text->substr(0, end));
  text->remove_prefix(end);
  // RFC 9110, section 4.2.4: user information in the authority is an error; it often misleads on
  // purpose.
  return !host->empty() && !absl::StrContains(*host, "@");
}

}  // namespace

bool ParseRequestTarget(absl::string_view method, absl::string_view text, RequestTarget* target) {
  const bool about_server = method == "OPTIONS";
  if (text == "*") {
    target->path = "*";
    return about_server;
  }
  const bool absolute = !absl::StartsWith(text, "/");
  if (absolute && !TakeAuthority(&text, &target->host)) return false;
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('?', 1));
  target->path = std::string(halves.first);
  target->query = std::string(halves.second);
  if (target->path.empty()) target->path = about_server && text.empty() ? "*" : "/";
  return true;
}

}  // namespace lossy::edge
