#pragma once

#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// Owns the protobuf descriptors of a set of files. Not thread-safe.
class DescriptorFiles {
 public:
  // Loads the files. Each file must come after the files that it imports, and may occur several
  // times. Must be called once. Returns INVALID_ARGUMENT that names the file and the problem.
  absl::Status Load(const google::protobuf::FileDescriptorSet& descriptors);

  // Return all methods, or all messages with nested ones, in the order of the files. They live as
  // long as this object.
  std::vector<const google::protobuf::MethodDescriptor*> Methods() const;
  std::vector<const google::protobuf::Descriptor*> Messages() const;

 private:
  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

}  // namespace lossy::edge
