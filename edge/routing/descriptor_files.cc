#include "edge/routing/descriptor_files.h"

#include <algorithm>
#include <string>

#include "contract/descriptor_errors/descriptor_errors.h"

namespace lossy::edge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

void AddWithNested(const Descriptor* message, std::vector<const Descriptor*>* messages) {
  messages->push_back(message);
  for (int i = 0; i < message->nested_type_count(); ++i) {
    AddWithNested(message->nested_type(i), messages);
  }
}

}  // namespace

absl::Status DescriptorFiles::Load(const google::protobuf::FileDescriptorSet& descriptors) {
  for (const FileDescriptorProto& file : descriptors.file()) {
    // The pool takes a file a second time only if it is the same without its comments.
    FileDescriptorProto bare = file;
    bare.clear_source_code_info();
    contract::DescriptorErrors errors;
    const FileDescriptor* const loaded = pool_.BuildFileCollectingErrors(bare, &errors);
    if (loaded == nullptr) return absl::InvalidArgumentError(errors.text());
    if (std::find(files_.begin(), files_.end(), loaded) == files_.end()) files_.push_back(loaded);
  }
  return absl::OkStatus();
}

std::vector<const MethodDescriptor*> DescriptorFiles::Methods() const {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->service_count(); ++i) {
      const ServiceDescriptor& service = *file->service(i);
      for (int j = 0; j < service.method_count(); ++j) methods.push_back(service.method(j));
    }
  }
  return methods;
}

std::vector<const Descriptor*> DescriptorFiles::Messages() const {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      AddWithNested(file->message_type(i), &messages);
    }
  }
  return messages;
}

}  // namespace lossy::edge
