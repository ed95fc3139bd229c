#include "deploy/lossyctl/doctor/nats_check.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "deploy/lossyctl/doctor/process_address.h"

namespace lossy::lossyctl {
namespace {

constexpr int kLimitMs = 3000;

std::string AddressOf(absl::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != absl::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t at = url.rfind('@');
  if (at != absl::string_view::npos) url.remove_prefix(at + 1);
  const std::string address(url.substr(0, url.find('/')));
  return absl::StrContains(address, ":") ? address : address + ":4222";
}

// The first bytes that a server at a numeric address sends.
absl::StatusOr<std::string> Greeting(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (absl::StartsWith(host, "[")) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &found) != 0) {
    return absl::InvalidArgumentError("the address is not numeric");
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const auto closer =
      std::unique_ptr<const int, void (*)(const int*)>(&fd, [](const int* each) { close(*each); });
  if (connect(fd, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
    return absl::UnavailableError(std::strerror(errno));
  }
  pollfd events{.fd = fd, .events = POLLIN, .revents = 0};
  if (poll(&events, 1, kLimitMs) != 1) return absl::UnavailableError("no answer within 3 s");
  char text[64];
  const ssize_t size = recv(fd, text, sizeof text, 0);
  if (size < 0) return absl::UnavailableError(std::strerror(errno));
  return std::string(text, static_cast<std::size_t>(size));
}

}  // namespace

void CheckNats(const std::string& urls, Findings& findings) {
  for (const absl::string_view url : absl::StrSplit(urls, ',', absl::SkipWhitespace())) {
    for (const ProcessAddress& endpoint : Resolve("nats", AddressOf(url), findings)) {
      const absl::StatusOr<std::string> greeting = Greeting(endpoint.address);
      if (greeting.ok() && absl::StartsWith(*greeting, "INFO ")) {
        findings.Ok("health", endpoint.Name(), "answers");
      } else {
        findings.Fail("health", endpoint.Name(),
                      greeting.ok() ? "does not answer as a NATS server"
                                    : std::string(greeting.status().message()),
                      "start NATS, or correct --nats_url");
      }
    }
  }
}

}  // namespace lossy::lossyctl
