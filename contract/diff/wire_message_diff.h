#pragma once

#include <set>
#include <string>
#include <utility>

#include "contract/diff/finding.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Compares the protobuf encoding of messages before and after a change. A removed field is no
// finding: both sides ignore an unknown field. Not thread-safe.
class WireMessageDiff {
 public:
  // `findings` must outlive this object.
  explicit WireMessageDiff(FindingList* findings) : findings_(*findings) {}

  // Adds the findings about a message and the messages of its fields, each pair once. The
  // descriptors must outlive this object.
  void Compare(const google::protobuf::Descriptor& before,
               const google::protobuf::Descriptor& after);

 private:
  using FieldDescriptor = google::protobuf::FieldDescriptor;

  void CompareField(const FieldDescriptor& before, const google::protobuf::Descriptor& message);
  void CompareType(const FieldDescriptor& before, const FieldDescriptor& after);
  void CompareEnum(const google::protobuf::EnumDescriptor& before,
                   const google::protobuf::EnumDescriptor& after);
  void Break(const std::string& element, std::string what);

  FindingList& findings_;
  std::set<std::pair<const void*, const void*>> compared_;
};

}  // namespace lossy::contract
