#pragma once

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/calls.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

// Defines the override of one unary method of a generated gRPC service class. Use it in the body of
// a class with the member `base::Calls& calls_`. The messages are `package::MethodRequest` and
// `package::MethodResponse`. The override calls `handler(caller, request, response)`, which returns
// absl::Status, inside Calls::Run. So a service with only such methods is a table:
//
//   LOSSY_UNARY_METHOD(v1, GetNote, notes_.Get);
#define LOSSY_UNARY_METHOD(package, Method, handler)                                         \
  grpc::Status Method(grpc::ServerContext* context, const package::Method##Request* request, \
                      package::Method##Response* response) override {                        \
    const auto handle = [&](const ::lossy::base::Caller& caller) -> absl::Status {           \
      return handler(caller, *request, response);                                            \
    };                                                                                       \
    return calls_.Run(*context, #Method, handle);                                            \
  }
