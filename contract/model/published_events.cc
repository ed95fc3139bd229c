#include "contract/model/published_events.h"

#include "lossy/channel/v1/channel.pb.h"

namespace lossy::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::OneofDescriptor;

constexpr char kEvent[] = "event";

// Returns the messages that only the stream of a session carries.
absl::flat_hash_set<const Descriptor*> SessionMessages(
    const std::vector<const FileDescriptor*>& files) {
  absl::flat_hash_set<const Descriptor*> messages;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const MethodDescriptor& method = *file->service(i)->method(j);
        if (!method.options().HasExtension(channel::v1::session)) continue;
        messages.insert(method.input_type());
        messages.insert(method.output_type());
      }
    }
  }
  return messages;
}

}  // namespace

const OneofDescriptor* EventOneof(const Descriptor& message) {
  const OneofDescriptor* const oneof = message.FindOneofByName(kEvent);
  if (oneof == nullptr || oneof->is_synthetic()) return nullptr;
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->type() != FieldDescriptor::TYPE_MESSAGE) return nullptr;
  }
  return oneof;
}

const FieldDescriptor* EventMember(const OneofDescriptor& oneof, const std::string& name) {
  const FieldDescriptor* const field = oneof.containing_type()->FindFieldByName(name);
  return field != nullptr && field->containing_oneof() == &oneof ? field : nullptr;
}

PublishedEvents::PublishedEvents(const std::vector<const FileDescriptor*>& files) {
  session_messages_ = SessionMessages(files);
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) Add(*file->message_type(i));
  }
}

void PublishedEvents::Add(const Descriptor& message) {
  for (int i = 0; i < message.nested_type_count(); ++i) Add(*message.nested_type(i));
  const OneofDescriptor* const oneof = EventOneof(message);
  if (oneof == nullptr || session_messages_.contains(&message)) return;
  for (int i = 0; i < oneof->field_count(); ++i) {
    members_[oneof->field(i)->name()].push_back(oneof->field(i));
  }
}

std::vector<const FieldDescriptor*> PublishedEvents::Nearest(const MethodDescriptor& method,
                                                             const std::string& name) const {
  const auto found = members_.find(name);
  if (found == members_.end()) return {};
  std::vector<const FieldDescriptor*> in_file, in_package;
  for (const FieldDescriptor* member : found->second) {
    if (member->file() == method.file()) in_file.push_back(member);
    if (member->file()->package() == method.file()->package()) in_package.push_back(member);
  }
  if (!in_file.empty()) return in_file;
  return in_package.empty() ? found->second : in_package;
}

}  // namespace lossy::contract
