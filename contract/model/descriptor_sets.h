#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// Reads files that protoc wrote with --descriptor_set_out and --include_imports, and returns one
// set. It contains each .proto once. Returns INVALID_ARGUMENT that names a file that cannot be
// read, or two files that contain different versions of a .proto. Comments may differ.
absl::StatusOr<google::protobuf::FileDescriptorSet> ReadDescriptorSets(
    const std::vector<std::string>& paths);

}  // namespace lossy::contract
