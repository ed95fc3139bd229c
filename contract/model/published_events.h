#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Returns the oneof `event` of a message if all its members are messages, else nullptr.
const google::protobuf::OneofDescriptor* EventOneof(const google::protobuf::Descriptor& message);

// Returns the member of a oneof with that name, or nullptr.
const google::protobuf::FieldDescriptor* EventMember(const google::protobuf::OneofDescriptor& oneof,
                                                     const std::string& name);

// The events that services may publish: the members of the oneofs `event` of all messages, except
// those that only the stream of a session carries. It refers to the descriptors. Not thread-safe.
class PublishedEvents {
 public:
  using FieldDescriptor = google::protobuf::FieldDescriptor;

  PublishedEvents() = default;
  explicit PublishedEvents(const std::vector<const google::protobuf::FileDescriptor*>& files);

  // Returns the members with that name that are nearest to the method: those of its file, else
  // those of its package, else all.
  std::vector<const FieldDescriptor*> Nearest(const google::protobuf::MethodDescriptor& method,
                                              const std::string& name) const;

 private:
  void Add(const google::protobuf::Descriptor& message);

  absl::flat_hash_set<const google::protobuf::Descriptor*> session_messages_;
  absl::flat_hash_map<std::string, std::vector<const FieldDescriptor*>> members_;
};

}  // namespace lossy::contract
