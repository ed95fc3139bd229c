#pragma once

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// For tests: returns the descriptors of a service S of the package `package`, in the file
// "PACKAGE.proto", with its imports. It has the topic "PACKAGE:{id}", which answers `events`.
google::protobuf::FileDescriptorSet RoomDescriptors(absl::string_view package,
                                                    std::initializer_list<std::string> events);

// As RoomDescriptors, but the method Broken answers an event on a topic that no method joins.
google::protobuf::FileDescriptorSet BrokenDescriptors(absl::string_view package);

}  // namespace lossy::edge
