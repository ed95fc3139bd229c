#pragma once

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// For tests: a gRPC server without TLS on a free port of loopback. It receives messages of at most
// 16 MiB. The constructor starts the server. The destructor stops it after the running calls.
// Threads: thread-safe.
class LoopbackServer {
 public:
  // `service` must outlive the server. Declare a server that a service owns as the last member.
  explicit LoopbackServer(grpc::Service& service) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(16 << 20);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Returns a new channel to the server.
  std::shared_ptr<grpc::Channel> Channel() const {
    return grpc::CreateChannel(address(), grpc::InsecureChannelCredentials());
  }

  // Stops the server after the running calls.
  void Stop() { server_->Shutdown(); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace lossy::base
