#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// The addresses of a gRPC server, and the bounds on the memory and threads that callers can occupy.
struct GrpcListenOptions {
  std::string flag;    // The name of the flag with the addresses, for an error.
  std::string listen;  // As ParseListen reads it.
  int max_message_bytes;
  int max_threads;
  int max_connection_calls;  // Open calls of one connection; further ones wait at the caller.
  std::size_t max_bytes;     // For connections and for messages that are not read yet.
  // Null: the threads of the server poll the network. Otherwise they only wait for calls, and the
  // server has no health service, whose threads would poll as well. Then another completion queue
  // of the process must be polled all the time, and may serve its own calls without handing the
  // network to another thread (ADR 0088). Receives a queue that carries nothing. The caller must
  // drain it by DrainQueue after the shutdown of the server.
  std::unique_ptr<grpc::ServerCompletionQueue>* empty_queue = nullptr;
};

// Shuts down the queue and removes what it carries.
void DrainQueue(grpc::ServerCompletionQueue& queue);

// Starts a gRPC server with these services, reflection and, without `empty_queue`, the standard
// health service. It uses the certificates of InternalTls::FromFlags, and rejects calls without a
// valid token before it reads their messages (token_guard.h). `calls` and the services must outlive
// it. `port` receives the port of the first address. Refuses the start (refuse_start.h) if it
// cannot listen on every address.
std::unique_ptr<grpc::Server> ListenForGrpc(Calls& calls,
                                            const std::vector<grpc::Service*>& services,
                                            const GrpcListenOptions& options, int* port);

}  // namespace lossy::base
