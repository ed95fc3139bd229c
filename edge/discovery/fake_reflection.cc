#include "edge/discovery/fake_reflection.h"

#include <utility>

#include "edge/discovery/descriptor_sets.h"

namespace lossy::edge {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

void FakeReflection::set_descriptors(FileDescriptorSet descriptors) {
  base::MutexLock lock(mutex_);
  descriptors_ = std::move(descriptors);
}

void FakeReflection::set_alone(bool alone) {
  base::MutexLock lock(mutex_);
  alone_ = alone;
}

grpc::Status FakeReflection::ServerReflectionInfo(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<ServerReflectionResponse, ServerReflectionRequest>* stream) {
  ServerReflectionRequest request;
  while (stream->Read(&request)) stream->Write(Answer(request));
  return grpc::Status::OK;
}

ServerReflectionResponse FakeReflection::Answer(const ServerReflectionRequest& request) {
  base::MutexLock lock(mutex_);
  ServerReflectionResponse response;
  for (const FileDescriptorProto& file : descriptors_.file()) {
    FileDescriptorSet only;
    *only.add_file() = file;
    const bool is_wanted = request.has_file_by_filename()
                               ? file.name() == request.file_by_filename()
                               : DeclaresService(only, request.file_containing_symbol());
    if (!is_wanted) continue;
    const FileDescriptorSet& answer = alone_ ? only : descriptors_;
    for (const FileDescriptorProto& each : answer.file()) {
      response.mutable_file_descriptor_response()->add_file_descriptor_proto(
          each.SerializeAsString());
    }
    return response;
  }
  response.mutable_error_response()->set_error_code(grpc::StatusCode::NOT_FOUND);
  response.mutable_error_response()->set_error_message("there is no such file");
  return response;
}

}  // namespace lossy::edge
