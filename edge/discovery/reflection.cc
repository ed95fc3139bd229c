#include "edge/discovery/reflection.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/rpc/deadline.h"
#include "base/time/clock.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// Both versions have the same messages.
constexpr const char* kMethods[] = {
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

absl::Status ToStatus(int code, absl::string_view message) {
  if (code == 0) return absl::DataLossError("the server answered with an error without a code");
  return {static_cast<absl::StatusCode>(code), message};
}

// One reflection stream, with one request at a time. Belongs to one thread.
class ReflectionStream {
 public:
  ReflectionStream(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                   absl::Time deadline)
      : stub_(channel) {
    context_.set_deadline(base::GrpcDeadline(deadline));
    stream_ = stub_.PrepareCall(&context_, method, &queue_);
    stream_->StartCall(this);
    open_ = Await();
  }

  ~ReflectionStream() {
    context_.TryCancel();
    if (!finished_) (void)Finish();
    queue_.Shutdown();
    while (Next()) continue;
  }

  // Sends the request and returns the answer. Must not be called after an error.
  absl::StatusOr<ServerReflectionResponse> Ask(const ServerReflectionRequest& request) {
    ServerReflectionResponse response;
    if (open_) {
      stream_->Write(request, this);
      open_ = Await();
    }
    if (open_) {
      stream_->Read(&response, this);
      open_ = Await();
    }
    if (!open_) return Finish();
    if (!response.has_error_response()) return response;
    const auto& error = response.error_response();
    return ToStatus(error.error_code(), error.error_message());
  }

 private:
  bool Next() {
    void* tag = nullptr;
    return queue_.Next(&tag, &ok_);
  }
  // Waits for the operation that runs. Returns false if the stream has ended. The deadline of the
  // call ends each operation.
  bool Await() { return Next() && ok_; }

  // Returns the status with which the server ended the stream.
  absl::Status Finish() {
    finished_ = true;
    grpc::Status status;
    stream_->Finish(&status, this);
    Next();
    if (status.ok()) return absl::DataLossError("the server ended the reflection stream");
    return ToStatus(status.error_code(), status.error_message());
  }

  grpc::TemplatedGenericStub<ServerReflectionRequest, ServerReflectionResponse> stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<ServerReflectionRequest, ServerReflectionResponse>>
      stream_;
  bool ok_ = false;
  bool open_ = false;
  bool finished_ = false;
};

// The files that a server has sent, and those that it has to send. Not thread-safe.
class FileCollector {
 public:
  explicit FileCollector(const ReflectionLimits& limits) : limits_(limits) {}

  absl::Status Add(const ServerReflectionResponse& response) {
    if (!response.has_file_descriptor_response()) {
      return absl::DataLossError("the server's answer has no descriptors");
    }
    for (const std::string& wire : response.file_descriptor_response().file_descriptor_proto()) {
      FileDescriptorProto file;
      if (!file.ParseFromString(wire)) return absl::DataLossError("a descriptor is malformed");
      bytes_ += wire.size();
      wanted_.erase(file.name());
      for (const std::string& import : file.dependency()) Want(import);
      std::string name = file.name();
      files_.insert_or_assign(std::move(name), std::move(file));
      if (bytes_ > limits_.bytes || files_.size() > limits_.files) {
        return absl::ResourceExhaustedError(absl::StrCat("the descriptors have more than ",
                                                         limits_.files, " files or ", limits_.bytes,
                                                         " bytes"));
      }
    }
    return absl::OkStatus();
  }

  // Returns the name of an imported file that the server has not sent, or nullptr.
  const std::string* Missing() const { return wanted_.empty() ? nullptr : &*wanted_.begin(); }

  FileDescriptorSet Take() {
    FileDescriptorSet set;
    for (auto& [name, file] : files_) *set.add_file() = std::move(file);
    return set;
  }

 private:
  void Want(const std::string& import) {
    if (!files_.contains(import)) wanted_.insert(import);
  }

  const ReflectionLimits& limits_;
  std::map<std::string, FileDescriptorProto> files_;
  std::set<std::string> wanted_;
  std::size_t bytes_ = 0;
};

absl::StatusOr<FileDescriptorSet> Read(ReflectionStream& stream, const std::string& service,
                                       const ReflectionLimits& limits) {
  FileCollector files(limits);
  ServerReflectionRequest request;
  request.set_file_containing_symbol(service);
  absl::StatusOr<ServerReflectionResponse> response = stream.Ask(request);
  if (!response.ok()) return response.status();
  if (absl::Status status = files.Add(*response); !status.ok()) return status;
  while (const std::string* missing = files.Missing()) {
    const std::string name = *missing;
    request.set_file_by_filename(name);
    response = stream.Ask(request);
    if (!response.ok()) return response.status();
    if (absl::Status status = files.Add(*response); !status.ok()) return status;
    const std::string* const next = files.Missing();
    if (next != nullptr && *next == name) {
      return absl::DataLossError(absl::StrCat("the server did not send the imported file ", name));
    }
  }
  return files.Take();
}

}  // namespace

absl::StatusOr<FileDescriptorSet> ReadByReflection(const std::shared_ptr<grpc::Channel>& channel,
                                                   const std::string& service,
                                                   const ReflectionLimits& limits) {
  const absl::Time deadline = base::SteadyNow() + limits.time;
  absl::StatusOr<FileDescriptorSet> set;
  for (const char* method : kMethods) {
    ReflectionStream stream(channel, method, deadline);
    set = Read(stream, service, limits);
    if (!absl::IsUnimplemented(set.status())) break;
  }
  return set;
}

}  // namespace lossy::edge
