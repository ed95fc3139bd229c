#pragma once

#include "absl/status/status.h"
#include "edge/routing/routing_table.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

// Checks that the messages of a bidirectional method have the form of a session, as
// lossy/channel/v1/channel.proto (Session) describes it. Otherwise returns INVALID_ARGUMENT. Its
// message completes the sentence "the method …".
absl::Status CheckSessionShape(const google::protobuf::MethodDescriptor& method);

// Returns the member `join` of a session's request message. The method must have the form.
const google::protobuf::FieldDescriptor& SessionJoinMember(
    const google::protobuf::MethodDescriptor& method);

// Sets the members of `route` that are for sessions. The method must have the form. `request` is
// the table of its request message.
void SetSession(const google::protobuf::MethodDescriptor& method, const MessageTable& request,
                ChannelRoute* route);

}  // namespace lossy::edge
