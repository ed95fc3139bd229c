#include "base/flags/host_list.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::base {
namespace {

bool IsIpAddress(const std::string& host) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address) == 1;
}

}  // namespace

std::string HostOf(absl::string_view header) {
  header = absl::StripAsciiWhitespace(header);
  if (absl::ConsumePrefix(&header, "[")) {
    return absl::AsciiStrToLower(header.substr(0, header.find(']')));
  }
  return absl::AsciiStrToLower(header.substr(0, header.find(':')));
}

bool IsLoopbackHost(absl::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  unsigned char address[sizeof(in_addr)];
  return inet_pton(AF_INET, std::string(host).c_str(), address) == 1 && address[0] == 127;
}

HostList HostList::Parse(absl::string_view names) {
  HostList list;
  for (const absl::string_view name : absl::StrSplit(names, ',')) {
    std::string host = absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
    if (host == "*") list.all_ = true;
    if (!host.empty()) list.names_.push_back(std::move(host));
  }
  return list;
}

bool HostList::Accepts(absl::string_view header) const {
  if (all_) return true;
  const std::string host = HostOf(header);
  return IsLoopbackHost(host) || IsIpAddress(host) ||
         std::find(names_.begin(), names_.end(), host) != names_.end();
}

}  // namespace lossy::base
