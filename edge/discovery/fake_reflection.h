#pragma once

#include <string>

#include "base/sync/mutex.h"
#include "base/testing/loopback_server.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"

namespace lossy::edge {

// For tests: a gRPC server with the reflection service for a set of descriptors. Thread-safe.
class FakeReflection final : public grpc::reflection::v1::ServerReflection::Service {
 public:
  explicit FakeReflection(google::protobuf::FileDescriptorSet descriptors)
      : descriptors_(std::move(descriptors)) {}

  std::string address() const { return server_.address(); }
  std::shared_ptr<grpc::Channel> Channel() const { return server_.Channel(); }

  void set_descriptors(google::protobuf::FileDescriptorSet descriptors);
  // Makes the service answer with the file alone, without the files that it imports.
  void set_alone(bool alone);

  grpc::Status ServerReflectionInfo(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<grpc::reflection::v1::ServerReflectionResponse,
                               grpc::reflection::v1::ServerReflectionRequest>* stream) override;

 private:
  grpc::reflection::v1::ServerReflectionResponse Answer(
      const grpc::reflection::v1::ServerReflectionRequest& request);

  base::Mutex mutex_;
  google::protobuf::FileDescriptorSet descriptors_ LOSSY_GUARDED_BY(mutex_);
  bool alone_ LOSSY_GUARDED_BY(mutex_) = false;
  base::LoopbackServer server_{*this};  // Last, because its threads use the other members.
};

}  // namespace lossy::edge
