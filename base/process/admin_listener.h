#pragma once

#include <memory>
#include <utility>

#include "base/admin/admin_service.h"
#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// Serves AdminService alone, for a process that serves no other gRPC: the edge. The process must
// poll a completion queue of gRPC all the time (GrpcListenOptions::empty_queue).
class AdminListener {
 public:
  // Listens on the addresses of --admin_listen. Returns nullptr if there are none. Refuses the
  // start (refuse_start.h) if it cannot listen. The arguments must outlive the object.
  static std::unique_ptr<AdminListener> FromFlags(Calls& calls, AdminService& service);
  // Ends the running calls.
  ~AdminListener();
  AdminListener(const AdminListener&) = delete;
  AdminListener& operator=(const AdminListener&) = delete;

 private:
  AdminListener(std::unique_ptr<grpc::Server> server,
                std::unique_ptr<grpc::ServerCompletionQueue> queue)
      : queue_(std::move(queue)), server_(std::move(server)) {}

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  const std::unique_ptr<grpc::Server> server_;
};

}  // namespace lossy::base
