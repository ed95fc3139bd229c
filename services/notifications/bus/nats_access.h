#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"

struct __natsConnection;
struct __natsOptions;
struct __natsSubscription;

namespace lossy::notifications {

// Where the NATS servers are, and what proves to them that this replica may use them.
struct NatsAccess {
  std::string url;  // nats://host:port, or several with commas between; tls:// requires TLS.
  // Both or none; the file has the password and perhaps an end of line. It is read for each
  // connection.
  std::string user;
  std::string password_file;
  // PEM files. With any of them TLS is required.
  std::string ca_file;    // Empty: the system's authorities.
  std::string cert_file;  // This replica's, and its key: both or none.
  std::string cert_key_file;

  bool requires_tls() const;
};

struct NatsOptionsFree {
  void operator()(__natsOptions* options) const;
};
using NatsOptionsPtr = std::unique_ptr<__natsOptions, NatsOptionsFree>;

// INVALID_ARGUMENT when flags that need each other are not both there.
absl::Status CheckNatsAccess(const NatsAccess& access);

// Sets what `access` says. An error names the file or the option.
absl::Status SetNatsAccess(const NatsAccess& access, __natsOptions* options);

}  // namespace lossy::notifications
