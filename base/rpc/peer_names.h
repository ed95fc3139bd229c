#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpc/grpc_security.h"
#include "grpcpp/server_context.h"

namespace lossy::base {

// The DNS names in the certificate of a call's client.
class PeerNames {
 public:
  // The names of a client without TLS, whom every process may be.
  PeerNames() = default;
  // The names of a client with TLS.
  explicit PeerNames(std::vector<std::string> names) : tls_(true), names_(std::move(names)) {}

  static PeerNames Of(const grpc::ServerContextBase& context);
  static PeerNames Of(const grpc_auth_context* context);

  // True if the client may be this process: it has no TLS, or its certificate has the name.
  bool Allow(absl::string_view process) const;

  // The names for an error text, with spaces between.
  std::string ToString() const;

 private:
  bool tls_ = false;
  std::vector<std::string> names_;
};

}  // namespace lossy::base
