#pragma once

#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// The descriptors of a set of files. They live as long as this does.
class DescriptorFiles {
 public:
  // A file must come behind those that it imports; one may be there several times. To be called
  // once. InvalidArgument says what is wrong with which file.
  absl::Status Load(const google::protobuf::FileDescriptorSet& descriptors);

  // In the order of the files.
  std::vector<const google::protobuf::MethodDescriptor*> Methods() const;
  // The same, with the messages inside of messages.
  std::vector<const google::protobuf::Descriptor*> Messages() const;

 private:
  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

}  // namespace lossy::edge
