#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// For tests: pieces of the text form of a google.protobuf.FileDescriptorProto.

// A field whose type is int32, string, or a message (".t.Request"). `more` is further text of it.
std::string FieldText(absl::string_view name, int number, absl::string_view type,
                      absl::string_view more = "");

// The same as a member of the message's first oneof.
std::string MemberText(absl::string_view name, int number, absl::string_view type);

std::string MessageText(absl::string_view name, absl::string_view fields);

// A message with fields before the members of its oneof `event`.
std::string EventMessageText(absl::string_view name, absl::string_view fields);

// `options` is such as `[lossy.channel.v1.on] {topic: "a" event: "b"}`.
std::string MethodText(absl::string_view name, absl::string_view request,
                       absl::string_view response, absl::string_view options,
                       absl::string_view more = "");

// The output of protoc for the file "test.proto" of the package t that has these messages, and one
// service S with these methods: behind it are the files that it may use, lossy/channel/v1/*.proto
// and google/protobuf/{any,descriptor}.proto.
google::protobuf::FileDescriptorSet TestDescriptors(absl::string_view messages,
                                                    absl::string_view methods);

}  // namespace lossy::edge
