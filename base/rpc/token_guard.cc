#include "base/rpc/token_guard.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/rpc/peer_names.h"
#include "grpc/grpc.h"
#include "grpc/grpc_security.h"

namespace lossy::base {
namespace {

// gRPC's own services, which return no data of users.
constexpr absl::string_view kOpenServices[] = {"/grpc.health.v1.Health/", "/grpc.reflection."};

absl::string_view Text(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)), GRPC_SLICE_LENGTH(slice)};
}

// Returns an empty string if the metadata has no token.
absl::string_view Find(const grpc_metadata* metadata, std::size_t size, absl::string_view key) {
  for (std::size_t i = 0; i < size; ++i) {
    if (Text(metadata[i].key) == key) return Text(metadata[i].value);
  }
  return {};
}

bool IsOpen(absl::string_view path) {
  for (absl::string_view service : kOpenServices) {
    if (absl::StartsWith(path, service)) return true;
  }
  return false;
}

// Runs on a thread of gRPC before the first message of the call is read.
void Process(void* state, grpc_auth_context* peer, const grpc_metadata* metadata, std::size_t size,
             grpc_process_auth_metadata_done_cb done, void* user_data) {
  absl::Status status;
  if (!IsOpen(Find(metadata, size, ":path"))) {
    status = static_cast<Calls*>(state)->Admit(Find(metadata, size, "authorization"),
                                               PeerNames::Of(peer));
  }
  const std::string problem(status.message());
  done(user_data, nullptr, 0, nullptr, 0, static_cast<grpc_status_code>(status.code()),
       problem.c_str());
}

// gRPC's C++ API offers a metadata processor only with TLS, and runs it on another thread; its C
// API offers one with any credentials.
class GuardedCredentials final : public grpc::ServerCredentials {
 public:
  GuardedCredentials(Calls& calls, const InternalTls* tls) : calls_(calls), tls_(tls) {}

  // gRPC never calls this, because the class has its own processor.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    grpc_server_credentials* credentials =
        tls_ == nullptr ? grpc_insecure_server_credentials_create() : tls_->MakeServerCredentials();
    grpc_server_credentials_set_auth_metadata_processor(
        credentials, {.process = Process, .destroy = nullptr, .state = &calls_});
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  Calls& calls_;
  const InternalTls* const tls_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> GuardedServerCredentials(Calls& calls,
                                                                  const InternalTls* tls) {
  return std::make_shared<GuardedCredentials>(calls, tls);
}

}  // namespace lossy::base
