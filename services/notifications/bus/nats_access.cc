#include "services/notifications/bus/nats_access.h"

#include <nats/nats.h>

#include <algorithm>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/flags/host_list.h"
#include "base/identity/key_file.h"

namespace lossy::notifications {
namespace {

absl::Status Check(natsStatus status, absl::string_view what) {
  if (status == NATS_OK) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, ": ", natsStatus_GetText(status)));
}

std::vector<std::string> UrlsOf(const NatsAccess& access) {
  return absl::StrSplit(access.url, ',', absl::SkipWhitespace());
}

absl::Status SetServers(const NatsAccess& access, natsOptions* options) {
  const std::vector<std::string> urls = UrlsOf(access);
  std::vector<const char*> servers;
  for (const std::string& url : urls) servers.push_back(url.c_str());
  return Check(natsOptions_SetServers(options, servers.data(), static_cast<int>(servers.size())),
               "--nats_url");
}

absl::Status SetUser(const NatsAccess& access, natsOptions* options) {
  if (access.user.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> contents = base::ReadKeyFile(access.password_file);
  if (!contents.ok()) return contents.status();
  const std::string password(absl::StripSuffix(absl::StripSuffix(*contents, "\n"), "\r"));
  return Check(natsOptions_SetUserInfo(options, access.user.c_str(), password.c_str()),
               "--nats_user");
}

absl::Status SetTls(const NatsAccess& access, natsOptions* options) {
  if (!access.requires_tls()) return absl::OkStatus();
  absl::Status status = Check(natsOptions_SetSecure(options, true), "TLS");
  if (status.ok() && !access.ca_file.empty()) {
    status = Check(natsOptions_LoadCATrustedCertificates(options, access.ca_file.c_str()),
                   access.ca_file);
  }
  if (status.ok() && !access.cert_file.empty()) {
    status = Check(natsOptions_LoadCertificatesChain(options, access.cert_file.c_str(),
                                                     access.cert_key_file.c_str()),
                   access.cert_file);
  }
  return status;
}

}  // namespace

bool NatsAccess::requires_tls() const {
  const std::vector<std::string> urls = UrlsOf(*this);
  return !ca_file.empty() || !cert_file.empty() ||
         std::any_of(urls.begin(), urls.end(),
                     [](const std::string& url) { return absl::StartsWith(url, "tls://"); });
}

std::vector<std::string> NatsAccess::unencrypted_hosts() const {
  std::vector<std::string> hosts;
  if (requires_tls()) return hosts;
  for (const absl::string_view url : UrlsOf(*this)) {
    const std::size_t scheme = url.find("://");
    absl::string_view server = url.substr(scheme == absl::string_view::npos ? 0 : scheme + 3);
    const std::size_t user = server.rfind('@');
    if (user != absl::string_view::npos) server.remove_prefix(user + 1);
    std::string host = base::HostOf(server);
    if (!base::IsLoopbackHost(host)) hosts.push_back(std::move(host));
  }
  return hosts;
}

void NatsOptionsFree::operator()(__natsOptions* options) const { natsOptions_Destroy(options); }

absl::Status CheckNatsAccess(const NatsAccess& access) {
  if (access.user.empty() != access.password_file.empty()) {
    return absl::InvalidArgumentError("--nats_user and --nats_password_file need each other");
  }
  if (access.cert_file.empty() != access.cert_key_file.empty()) {
    return absl::InvalidArgumentError("--nats_cert_file and --nats_cert_key_file need each other");
  }
  return absl::OkStatus();
}

absl::Status SetNatsAccess(const NatsAccess& access, natsOptions* options) {
  absl::Status status = SetServers(access, options);
  if (status.ok()) status = SetUser(access, options);
  if (status.ok()) status = SetTls(access, options);
  return status;
}

}  // namespace lossy::notifications
