#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

struct __natsConnection;
struct __natsOptions;
struct __natsSubscription;

namespace lossy::notifications {

// The addresses of the NATS servers, and the credentials of this replica.
struct NatsAccess {
  std::string url;  // nats://host:port, or several with commas between; tls:// requires TLS.
  // The user and the file of the password: both or neither. The file has the password and at most
  // one end of line. Each connection reads it again.
  std::string user;
  std::string password_file;
  // PEM files. If any of them is set, the bus connects over TLS only.
  std::string ca_file;    // Empty: the system's authorities.
  std::string cert_file;  // This replica's certificate and its key: both or neither.
  std::string cert_key_file;

  bool requires_tls() const;
  // Returns the hosts on other machines, to which the bus connects without TLS.
  std::vector<std::string> unencrypted_hosts() const;
};

// An owning pointer to the options of libnats.
struct NatsOptionsFree {
  void operator()(__natsOptions* options) const;
};
using NatsOptionsPtr = std::unique_ptr<__natsOptions, NatsOptionsFree>;

// INVALID_ARGUMENT if one of two flags that need each other is missing.
absl::Status CheckNatsAccess(const NatsAccess& access);

// Applies `access` to the options of libnats. An error names the file or the option.
absl::Status SetNatsAccess(const NatsAccess& access, __natsOptions* options);

}  // namespace lossy::notifications
