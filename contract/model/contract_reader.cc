#include "contract/model/contract_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/descriptor_errors/descriptor_errors.h"
#include "contract/model/comment.h"
#include "contract/model/error_reason.h"
#include "contract/model/topic_segments.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::OneofDescriptor;

constexpr char kJoin[] = "join";
constexpr char kJoinEvent[] = "phx_join";

absl::Status Refuse(const MethodDescriptor& method, absl::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat(method.file()->name(), ": ", method.full_name(), ": ", problem));
}

// Returns the comment of a member, or else that of its message. The comment of a type of protobuf's
// own describes no event.
std::string CommentOfMember(const FieldDescriptor& member) {
  std::string comment = CommentOf(member);
  const Descriptor& message = *member.message_type();
  const bool foreign = message.file()->package() == "google.protobuf";
  return comment.empty() && !foreign ? CommentOf(message) : comment;
}

// Adds a push, or the messages of a push of the same name.
void AddPush(TopicPush push, ChannelTopic* topic) {
  for (TopicPush& same : topic->pushes) {
    if (same.name != push.name) continue;
    std::vector<const MessageType*>& all = same.messages;
    for (const MessageType* message : push.messages) {
      if (std::find(all.begin(), all.end(), message) == all.end()) all.push_back(message);
    }
    return;
  }
  topic->pushes.push_back(std::move(push));
}

}  // namespace

absl::StatusOr<Contract> ContractReader::Read(
    const google::protobuf::FileDescriptorSet& descriptors) {
  absl::Status status = LoadFiles(descriptors);
  if (status.ok()) status = ForEachMethod(&ContractReader::ReadTopics);
  if (status.ok()) status = ForEachMethod(&ContractReader::ReadEvents);
  if (!status.ok()) return status;
  contract_.messages_ = messages_.TakeMessages();
  contract_.enums_ = messages_.TakeEnums();
  return std::move(contract_);
}

absl::Status ContractReader::LoadFiles(const google::protobuf::FileDescriptorSet& descriptors) {
  for (const google::protobuf::FileDescriptorProto& file : descriptors.file()) {
    if (pool_.FindFileByName(file.name()) != nullptr) continue;
    DescriptorErrors errors;
    const FileDescriptor* const loaded = pool_.BuildFileCollectingErrors(file, &errors);
    if (loaded == nullptr) return absl::InvalidArgumentError(errors.text());
    files_.push_back(loaded);
  }
  published_ = PublishedEvents(files_);
  return absl::OkStatus();
}

absl::Status ContractReader::ForEachMethod(ForMethod read) {
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        absl::Status status = (this->*read)(*file->service(i)->method(j));
        if (!status.ok()) return status;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ContractReader::ReadTopics(const MethodDescriptor& method) {
  const google::protobuf::MethodOptions& options = method.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::join); ++i) {
    if (method.client_streaming() || method.server_streaming()) {
      return Refuse(method, "it decides joins, but it is a stream");
    }
    const channel::v1::Join& join = options.GetExtension(channel::v1::join, i);
    absl::StatusOr<ChannelTopic*> topic =
        AddTopic(method, join, *method.input_type(), method.output_type());
    if (!topic.ok()) return topic.status();
  }
  return options.HasExtension(channel::v1::session) ? AddSession(method) : absl::OkStatus();
}

template <typename Option>
absl::StatusOr<ChannelTopic*> ContractReader::AddTopic(const MethodDescriptor& method,
                                                       const Option& option,
                                                       const Descriptor& params,
                                                       const Descriptor* reply) {
  const auto [found, added] =
      topic_by_shape_.try_emplace(TopicShape(option.topic()), contract_.topics_.size());
  if (!added) {
    return Refuse(method, absl::StrCat("it decides joins of \"", option.topic(), "\", and so does ",
                                       contract_.topics_[found->second].join.method));
  }
  absl::StatusOr<TopicEvent> join = MakeEvent(method, kJoinEvent, params, reply);
  if (!join.ok()) return join.status();
  ChannelTopic topic{.pattern = option.topic(),
                     .variables = TopicVariables(option.topic()),
                     .comment = CommentOf(method),
                     .join = *std::move(join),
                     .subscribe = option.subscribe(),
                     .presence = option.presence()};
  topic.join.bound = topic.variables;
  const std::vector<std::string> names(option.push().begin(), option.push().end());
  if (absl::Status status = AddPublishedPushes(method, names, &topic); !status.ok()) return status;
  contract_.topics_.push_back(std::move(topic));
  return &contract_.topics_.back();
}

absl::Status ContractReader::AddPublishedPushes(const MethodDescriptor& method,
                                                const std::vector<std::string>& names,
                                                ChannelTopic* topic) {
  for (const std::string& name : names) {
    const std::vector<const FieldDescriptor*> members = published_.Nearest(method, name);
    if (members.empty()) {
      return Refuse(method,
                    absl::StrCat("it forwards ", name, ", which is in no message's oneof `event`"));
    }
    for (const FieldDescriptor* member : members) {
      absl::StatusOr<TopicPush> push = MakePush(*member, /*published=*/true);
      if (!push.ok()) return push.status();
      AddPush(*std::move(push), topic);
    }
  }
  return absl::OkStatus();
}

absl::Status ContractReader::AddSession(const MethodDescriptor& method) {
  const OneofDescriptor* const requests = EventOneof(*method.input_type());
  const OneofDescriptor* const responses = EventOneof(*method.output_type());
  const FieldDescriptor* const join = requests == nullptr ? nullptr : EventMember(*requests, kJoin);
  if (!method.client_streaming() || !method.server_streaming() || join == nullptr ||
      responses == nullptr) {
    return Refuse(method, "it is a session, but its messages have no session's form");
  }
  const FieldDescriptor* const reply = EventMember(*responses, kJoin);
  absl::StatusOr<ChannelTopic*> topic =
      AddTopic(method, method.options().GetExtension(channel::v1::session), *join->message_type(),
               reply == nullptr ? nullptr : reply->message_type());
  if (!topic.ok()) return topic.status();
  (*topic)->session = true;
  (*topic)->join.on_stream = true;
  return AddStreamEvents(method, *topic);
}

absl::Status ContractReader::AddStreamEvents(const MethodDescriptor& method, ChannelTopic* topic) {
  const OneofDescriptor& requests = *EventOneof(*method.input_type());
  const OneofDescriptor& responses = *EventOneof(*method.output_type());
  for (int i = 0; i < requests.field_count(); ++i) {
    const FieldDescriptor& member = *requests.field(i);
    if (member.name() == kJoin) continue;
    const FieldDescriptor* const reply = EventMember(responses, member.name());
    absl::StatusOr<TopicEvent> event =
        MakeEvent(method, member.name(), *member.message_type(),
                  reply == nullptr ? nullptr : reply->message_type());
    if (!event.ok()) return event.status();
    event->comment = CommentOfMember(member);
    event->reasons = ReasonsInComment(event->comment);
    event->on_stream = true;
    topic->events.push_back(*std::move(event));
  }
  for (int i = 0; i < responses.field_count(); ++i) {
    const FieldDescriptor& member = *responses.field(i);
    if (EventMember(requests, member.name()) != nullptr) continue;
    absl::StatusOr<TopicPush> push = MakePush(member, /*published=*/false);
    if (!push.ok()) return push.status();
    AddPush(*std::move(push), topic);
  }
  return absl::OkStatus();
}

absl::Status ContractReader::ReadEvents(const MethodDescriptor& method) {
  const google::protobuf::MethodOptions& options = method.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::on); ++i) {
    const channel::v1::On& on = options.GetExtension(channel::v1::on, i);
    if (method.client_streaming() || method.server_streaming()) {
      return Refuse(method, "it answers events, but it is a stream");
    }
    const auto found = topic_by_shape_.find(TopicShape(on.topic()));
    if (found == topic_by_shape_.end()) {
      return Refuse(method, absl::StrCat("it answers ", on.event(), " on \"", on.topic(),
                                         "\", a topic that no method joins"));
    }
    absl::StatusOr<TopicEvent> event =
        MakeEvent(method, on.event(), *method.input_type(), method.output_type());
    if (!event.ok()) return event.status();
    event->bound = TopicVariables(on.topic());
    contract_.topics_[found->second].events.push_back(*std::move(event));
  }
  return absl::OkStatus();
}

absl::StatusOr<TopicEvent> ContractReader::MakeEvent(const MethodDescriptor& method,
                                                     const std::string& name,
                                                     const Descriptor& request,
                                                     const Descriptor* response) {
  TopicEvent event{.name = name,
                   .method = method.full_name(),
                   .file = method.file()->name(),
                   .comment = CommentOf(method)};
  event.reasons = ReasonsInComment(event.comment);
  absl::StatusOr<const MessageType*> from = messages_.FromClient(request);
  if (!from.ok()) return from.status();
  event.request = *from;
  if (response == nullptr) return event;
  absl::StatusOr<const MessageType*> to = messages_.ToClient(*response);
  if (!to.ok()) return to.status();
  event.response = *to;
  return event;
}

absl::StatusOr<TopicPush> ContractReader::MakePush(const FieldDescriptor& member, bool published) {
  absl::StatusOr<const MessageType*> message = messages_.ToClient(*member.message_type());
  if (!message.ok()) return message.status();
  return TopicPush{member.name(), CommentOfMember(member), {*message}, published};
}

}  // namespace lossy::contract
