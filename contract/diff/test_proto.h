#pragma once

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// For tests: compiles the text of a file room.proto by protoc, and returns its descriptor set with
// imports and comments. The text may import lossy/channel/v1/channel.proto and files of
// google.protobuf. Ends the process if the text is no valid .proto. Uses files in
// testing::TempDir(), so one thread at a time may call it.
google::protobuf::FileDescriptorSet CompileProto(absl::string_view text);

}  // namespace lossy::contract
