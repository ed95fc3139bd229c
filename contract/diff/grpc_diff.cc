#include "contract/diff/grpc_diff.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "contract/diff/wire_message_diff.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor_database.h"

namespace lossy::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::OneofDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr char kEvent[] = "event";

// The descriptors of a set.
class Descriptors {
 public:
  explicit Descriptors(const FileDescriptorSet& set) : pool_(&database_) {
    for (const FileDescriptorProto& file : set.file()) database_.Add(file);
    std::set<const FileDescriptor*> seen;
    for (const FileDescriptorProto& file : set.file()) {
      const FileDescriptor* const found = pool_.FindFileByName(file.name());
      if (found == nullptr || found->package() == "google.protobuf") continue;
      if (seen.insert(found).second) files_.push_back(found);
    }
  }

  const DescriptorPool& pool() const { return pool_; }
  const std::vector<const FileDescriptor*>& files() const { return files_; }

 private:
  google::protobuf::SimpleDescriptorDatabase database_;
  DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;
};

bool HasEvents(const Descriptor& message) {
  const OneofDescriptor* const oneof = message.FindOneofByName(kEvent);
  return oneof != nullptr && !oneof->is_synthetic();
}

class GrpcDiff {
 public:
  GrpcDiff(const DescriptorPool& new_pool, FindingList* findings)
      : new_pool_(new_pool), findings_(*findings), messages_(findings) {}

  void CompareMethods(const FileDescriptor& file) {
    for (int i = 0; i < file.service_count(); ++i) {
      for (int j = 0; j < file.service(i)->method_count(); ++j) {
        const MethodDescriptor& method = *file.service(i)->method(j);
        called_.insert(method.input_type());
        called_.insert(method.output_type());
        CompareMethod(method);
      }
    }
  }

  // After CompareMethods of all files.
  void CompareMessages(const FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) CompareMessage(*file.message_type(i));
  }

 private:
  void CompareMethod(const MethodDescriptor& before) {
    const MethodDescriptor* const after = new_pool_.FindMethodByName(before.full_name());
    const std::string element = absl::StrCat("method ", before.full_name());
    if (after == nullptr) {
      return findings_.Add({Severity::kWarning,
                            {element},
                            "the method was removed",
                            "A caller of the old version gets UNIMPLEMENTED.",
                            "Keep the method until all replicas of its callers are replaced."});
    }
    if (before.client_streaming() != after->client_streaming() ||
        before.server_streaming() != after->server_streaming()) {
      return findings_.Add({Severity::kBreak,
                            {element},
                            "the method changed between a unary call and a stream",
                            "A call of a caller of the old version fails with INTERNAL.",
                            "Add another method."});
    }
    if (before.options().idempotency_level() != MethodOptions::IDEMPOTENCY_UNKNOWN &&
        after->options().idempotency_level() == MethodOptions::IDEMPOTENCY_UNKNOWN) {
      findings_.Add({Severity::kWarning,
                     {element},
                     "the option idempotency_level was removed",
                     "Each of several concurrent joins becomes a call of its own, and callers of "
                     "the old version may still repeat the call.",
                     "Keep the option, or check that the method bears repeated calls."});
    }
    messages_.Compare(*before.input_type(), *after->input_type());
    messages_.Compare(*before.output_type(), *after->output_type());
  }

  void CompareMessage(const Descriptor& before) {
    const Descriptor* const after = new_pool_.FindMessageTypeByName(before.full_name());
    if (after != nullptr) return messages_.Compare(before, *after);
    // A published event is a google.protobuf.Any, which has the name of its message.
    if (!HasEvents(before) || called_.contains(&before)) return;
    findings_.Add({Severity::kBreak,
                   {absl::StrCat("message ", before.full_name())},
                   "the message of published events was removed or renamed",
                   "An edge cannot read an event that a replica of the other version published.",
                   "Keep the message and its package."});
  }

  const DescriptorPool& new_pool_;
  FindingList& findings_;
  WireMessageDiff messages_;
  // The requests and responses of methods, which no service publishes.
  std::set<const Descriptor*> called_;
};

}  // namespace

void CompareGrpc(const FileDescriptorSet& old_set, const FileDescriptorSet& new_set,
                 FindingList* findings) {
  const Descriptors before(old_set), after(new_set);
  GrpcDiff diff(after.pool(), findings);
  for (const FileDescriptor* file : before.files()) diff.CompareMethods(*file);
  for (const FileDescriptor* file : before.files()) diff.CompareMessages(*file);
}

}  // namespace lossy::contract
