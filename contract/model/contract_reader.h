#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "contract/model/contract.h"
#include "contract/model/message_reader.h"
#include "contract/model/published_events.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Reads one contract. Not thread-safe.
class ContractReader {
 public:
  // Must be called once.
  absl::StatusOr<Contract> Read(const google::protobuf::FileDescriptorSet& descriptors);

 private:
  using Descriptor = google::protobuf::Descriptor;
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  using FileDescriptor = google::protobuf::FileDescriptor;
  using MethodDescriptor = google::protobuf::MethodDescriptor;
  using ForMethod = absl::Status (ContractReader::*)(const MethodDescriptor&);

  absl::Status LoadFiles(const google::protobuf::FileDescriptorSet& descriptors);
  absl::Status ForEachMethod(ForMethod read);
  absl::Status ReadTopics(const MethodDescriptor& method);
  absl::Status ReadEvents(const MethodDescriptor& method);
  // `Option` is Join or Session. `params` and `reply` are the messages of the join.
  template <typename Option>
  absl::StatusOr<ChannelTopic*> AddTopic(const MethodDescriptor& method, const Option& option,
                                         const Descriptor& params, const Descriptor* reply);
  absl::Status AddSession(const MethodDescriptor& method);
  absl::Status AddStreamEvents(const MethodDescriptor& method, ChannelTopic* topic);
  absl::StatusOr<TopicEvent> MakeEvent(const MethodDescriptor& method, const std::string& name,
                                       const Descriptor& request, const Descriptor* response);
  absl::StatusOr<TopicPush> MakePush(const FieldDescriptor& member, bool published);
  absl::Status AddPublishedPushes(const MethodDescriptor& method,
                                  const std::vector<std::string>& names, ChannelTopic* topic);

  google::protobuf::DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;
  MessageReader messages_;
  absl::flat_hash_map<std::string, std::size_t> topic_by_shape_;
  PublishedEvents published_;
  Contract contract_;
};

}  // namespace lossy::contract
