#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "contract/model/message_type.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// A request of a client on a topic, with its reply: an event, or the join.
struct TopicEvent {
  std::string name;
  std::string method;  // The full name: "lossy.sample.v1.RoomService.Echo".
  std::string file;    // The .proto of the method.
  std::string comment;
  const MessageType* request = nullptr;
  // Nullptr if the reply is an empty object.
  const MessageType* response = nullptr;
  // The fields of the request that the topic's variables set, in the order of the variables.
  std::vector<std::string> bound;
  // True if the event is a message on the stream of a session. Only a socket can send it. False if
  // a unary method answers it, which can also be called by HTTP.
  bool on_stream = false;
  // The reasons of errors that the comment lists, besides those of every event.
  std::vector<std::string> reasons;
};

// An event that the edge sends to the clients of a topic.
struct TopicPush {
  std::string name;
  std::string comment;
  // The payload. More than one if several messages define an event of that name, and none of them
  // is nearer to the topic's method than the others: first its file counts, then its package.
  std::vector<const MessageType*> messages;
  // True if the event is published and may be recovered; false if a session's stream pushes it.
  bool published = true;
};

struct ChannelTopic {
  std::string pattern;                 // "board:room:{room}".
  std::vector<std::string> variables;  // "room".
  // The comment of the method that decides the join.
  std::string comment;
  // Its name is "phx_join".
  TopicEvent join;
  // The template of the pub/sub topic that clients follow, such as "room:{room}". Empty: none.
  std::string subscribe;
  bool presence = false;
  // True if a joined topic is a stream of a bidirectional method.
  bool session = false;
  // In the order of the .proto files.
  std::vector<TopicEvent> events;
  std::vector<TopicPush> pushes;
};

// The topics, events and messages that services offer to clients of the edge, as the options of
// their methods state them (lossy/channel/v1/channel.proto). Immutable after Read, so thread-safe.
// It refers to no descriptor.
class Contract {
 public:
  // Reads the contract from descriptor sets. Each file must come after the files that it imports;
  // a file may occur several times. Comments are those of the sets' source info, and empty without.
  // Returns INVALID_ARGUMENT that names the file, the method or field, and the problem. The routing
  // table of the edge checks more: this function checks what the documents depend on.
  static absl::StatusOr<Contract> Read(const google::protobuf::FileDescriptorSet& descriptors);

  // In the order of the files.
  const std::vector<ChannelTopic>& topics() const { return topics_; }
  // All messages that the topics use, with those of their fields, ordered by full name.
  const std::vector<std::unique_ptr<const MessageType>>& messages() const { return messages_; }
  const std::vector<std::unique_ptr<const EnumType>>& enums() const { return enums_; }

 private:
  friend class ContractReader;

  std::vector<ChannelTopic> topics_;
  std::vector<std::unique_ptr<const MessageType>> messages_;
  std::vector<std::unique_ptr<const EnumType>> enums_;
};

}  // namespace lossy::contract
