#pragma once

#include "absl/status/status.h"
#include "edge/routing/routing_table.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

// OK if the messages of a bidirectional method have the shape of a session, as described in
// lossy/channel/v1/channel.proto. The status completes the sentence "the method …".
absl::Status CheckSessionShape(const google::protobuf::MethodDescriptor& method);

// The member `join` of a session's request.
const google::protobuf::FieldDescriptor& SessionJoinMember(
    const google::protobuf::MethodDescriptor& method);

// Fills the fields for sessions. The method has the shape, and the table is that of its request.
void SetSession(const google::protobuf::MethodDescriptor& method, const MessageTable& request,
                ChannelRoute* route);

}  // namespace lossy::edge
