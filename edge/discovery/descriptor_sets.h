#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// Functions about sets of descriptors, which come from files of protoc or from a service by
// reflection. All are thread-safe.

// Returns the hash of a contract: the first 16 hex digits of the SHA-256 of its files. Two sets
// have the same hash if their files declare the same. The order of the files, their comments, the
// JSON names that protoc derives, and google/protobuf/*.proto have no influence, because reflection
// and protoc differ there.
std::string ContractHash(const google::protobuf::FileDescriptorSet& descriptors);

// The union of several sets.
struct MergedDescriptors {
  // Each file once, after the files that it imports.
  google::protobuf::FileDescriptorSet descriptors;
  // The names of the files that differ between two sets, sorted, without google/protobuf/*.proto.
  std::vector<std::string> conflicts;
};

// Merges the sets. The first set that has a file decides its content. The comments come from the
// first set with the same content and comments.
MergedDescriptors MergeDescriptors(
    const std::vector<const google::protobuf::FileDescriptorSet*>& sets);

// Returns true if a file of the set declares the service with this full name.
bool DeclaresService(const google::protobuf::FileDescriptorSet& descriptors,
                     const std::string& service);

}  // namespace lossy::edge
