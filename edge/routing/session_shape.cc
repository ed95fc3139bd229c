#include "edge/routing/session_shape.h"

#include "absl/strings/str_cat.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::OneofDescriptor;

constexpr char kRef[] = "ref";
constexpr char kError[] = "error";
constexpr char kEvent[] = "event";
constexpr char kJoin[] = "join";
constexpr char kTraceparent[] = "traceparent";

bool IsSingular(const FieldDescriptor* field, FieldDescriptor::Type type) {
  return field != nullptr && field->type() == type && !field->is_repeated();
}

absl::Status Lacks(const Descriptor& message, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("has no session's messages: ", message.full_name(), " needs ", what));
}

absl::Status CheckBoth(const Descriptor& message) {
  if (!IsSingular(message.FindFieldByName(kRef), FieldDescriptor::TYPE_STRING)) {
    return Lacks(message, "a field `string ref`");
  }
  const OneofDescriptor* const oneof = message.FindOneofByName(kEvent);
  if (oneof == nullptr || oneof->is_synthetic()) return Lacks(message, "a oneof `event`");
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->type() != FieldDescriptor::TYPE_MESSAGE) {
      return Lacks(message, absl::StrCat("a message for the event ", oneof->field(i)->name()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSessionShape(const MethodDescriptor& method) {
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  if (absl::Status status = CheckBoth(request); !status.ok()) return status;
  if (absl::Status status = CheckBoth(response); !status.ok()) return status;
  const FieldDescriptor* const join = request.FindFieldByName(kJoin);
  if (join == nullptr || join->containing_oneof() != request.FindOneofByName(kEvent)) {
    return Lacks(request, "a member `join` in its oneof `event`");
  }
  const FieldDescriptor* const error = response.FindFieldByName(kError);
  if (!IsSingular(error, FieldDescriptor::TYPE_MESSAGE) ||
      error->message_type()->full_name() != channel::v1::Error::descriptor()->full_name()) {
    return Lacks(response, "a field `lossy.channel.v1.Error error`");
  }
  return absl::OkStatus();
}

const FieldDescriptor& SessionJoinMember(const MethodDescriptor& method) {
  return *method.input_type()->FindFieldByName(kJoin);
}

void SetSession(const MethodDescriptor& method, const MessageTable& request, ChannelRoute* route) {
  route->is_session = true;
  route->session_ref_number = method.input_type()->FindFieldByName(kRef)->number();
  const FieldDescriptor* const trace = method.input_type()->FindFieldByName(kTraceparent);
  if (IsSingular(trace, FieldDescriptor::TYPE_STRING) && trace->containing_oneof() == nullptr) {
    route->session_trace_number = trace->number();
  }
  for (const Field& field : request.fields()) {
    if (field.oneof < 0 || field.oneof != request.event_oneof()) continue;
    const SessionEvent event{field.number, field.message};
    if (field.name == kJoin) {
      route->session_join = event;
    } else {
      route->session_events.emplace(field.name, event);
    }
  }
}

}  // namespace lossy::edge
