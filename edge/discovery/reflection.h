#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpcpp/channel.h"

namespace lossy::edge {

// The bounds of one reading. A service that exceeds them is not read.
struct ReflectionLimits {
  absl::Duration time = absl::Seconds(3);
  std::size_t files = 500;
  std::size_t bytes = 8 << 20;
};

// Reads the descriptors of a service, with all imports, by gRPC reflection: grpc.reflection.v1, or
// v1alpha if the server has no v1. `service` is the full name. Blocks for at most
// ReflectionLimits::time. Returns the status of the server (NOT_FOUND if it does not have the
// service, UNIMPLEMENTED if it has no reflection), UNAVAILABLE if it cannot be reached,
// RESOURCE_EXHAUSTED for too much, or DATA_LOSS for a malformed answer. Thread-safe.
absl::StatusOr<google::protobuf::FileDescriptorSet> ReadByReflection(
    const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
    const ReflectionLimits& limits);

}  // namespace lossy::edge
