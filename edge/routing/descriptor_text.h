#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// For tests: each function returns a piece of a google.protobuf.FileDescriptorProto in text form.

// Returns a field whose type is int32, string, or a message (".t.Request"). `more` is further text
// of the field.
std::string FieldText(absl::string_view name, int number, absl::string_view type,
                      absl::string_view more = "");

// As FieldText, for a member of the message's first oneof.
std::string MemberText(absl::string_view name, int number, absl::string_view type);

// Returns a message with these fields.
std::string MessageText(absl::string_view name, absl::string_view fields);

// Returns a message with a oneof `event`. `fields` has the members of the oneof, by MemberText, and
// other fields.
std::string EventMessageText(absl::string_view name, absl::string_view fields);

// Returns a method. `options` is its options, such as `[lossy.channel.v1.on] {topic: "a" event:
// "b"}`. `more` is further text of the method.
std::string MethodText(absl::string_view name, absl::string_view request,
                       absl::string_view response, absl::string_view options,
                       absl::string_view more = "");

// Returns the descriptors of a file "test.proto" of package t, as protoc writes them. The file has
// these messages, and one service S with these methods. The result includes the files that it may
// import: lossy/channel/v1/*.proto and google/protobuf/{any,descriptor}.proto.
google::protobuf::FileDescriptorSet TestDescriptors(absl::string_view messages,
                                                    absl::string_view methods);

}  // namespace lossy::edge
