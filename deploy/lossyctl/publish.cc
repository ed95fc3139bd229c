#include "deploy/lossyctl/publish.h"

#include <memory>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "base/text/path_list.h"
#include "base/text/uuid.h"
#include "contract/model/descriptor_sets.h"
#include "deploy/lossyctl/event_types.h"
#include "deploy/lossyctl/operator.h"
#include "deploy/lossyctl/report/report.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

ABSL_DECLARE_FLAG(std::string, descriptors);
ABSL_FLAG(std::string, event_id, "",
          "Id of the published event, 1 to 64 bytes; a repeat with the same id publishes nothing; "
          "empty: a new id");

namespace lossy::lossyctl {
namespace {

using google::protobuf::DescriptorPool;
using notifications::v1::NotificationsService;

constexpr absl::Duration kLimit = absl::Seconds(10);
constexpr char kTypes[] = "type.googleapis.com";

// Adds the messages of --descriptors to `pool`.
absl::Status ReadDescriptors(DescriptorPool& pool) {
  const std::vector<std::string> files = base::SplitPaths(absl::GetFlag(FLAGS_descriptors));
  if (files.empty()) return absl::OkStatus();
  const auto set = contract::ReadDescriptorSets(files);
  if (!set.ok()) return set.status();
  for (const google::protobuf::FileDescriptorProto& file : set->file()) {
    if (pool.BuildFile(file) != nullptr) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--descriptors lacks an import of ", file.name(), "; use --include_imports"));
  }
  return absl::OkStatus();
}

// Encodes a message of the pool from its JSON.
absl::StatusOr<std::string> Encode(const DescriptorPool& pool, const std::string& type,
                                   const std::string& json) {
  if (pool.FindMessageTypeByName(type) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "there is no message ", type,
        "; name its full name, and the descriptor set of another project by --descriptors"));
  }
  const std::unique_ptr<google::protobuf::util::TypeResolver> resolver(
      google::protobuf::util::NewTypeResolverForDescriptorPool(kTypes, &pool));
  std::string encoded;
  const auto status = google::protobuf::util::JsonToBinaryString(
      resolver.get(), absl::StrCat(kTypes, "/", type), json, &encoded);
  if (status.ok()) return encoded;
  return absl::InvalidArgumentError(
      absl::StrCat("the event is no ", type, ": ", std::string(status.message())));
}

absl::StatusOr<google::protobuf::Any> EventOf(const std::string& type, const std::string& json) {
  DescriptorPool pool;
  if (absl::Status read = ReadDescriptors(pool); !read.ok()) return read;
  LinkEventTypes();
  const DescriptorPool& known = *DescriptorPool::generated_pool();
  const bool is_known = known.FindMessageTypeByName(type) != nullptr;
  absl::StatusOr<std::string> encoded = Encode(is_known ? known : pool, type, json);
  if (!encoded.ok()) return encoded.status();
  google::protobuf::Any event;
  event.set_type_url(absl::StrCat(kTypes, "/", type));
  event.set_value(*std::move(encoded));
  return event;
}

}  // namespace

absl::Status PublishEvent(const std::vector<std::string>& arguments) {
  const absl::StatusOr<google::protobuf::Any> event = EventOf(arguments[1], arguments[2]);
  if (!event.ok()) return event.status();
  const absl::StatusOr<base::Caller> caller =
      Operator(kLimit, NotificationsService::service_full_name());
  if (!caller.ok()) return caller.status();
  notifications::v1::PublishRequest request;
  const std::string event_id = absl::GetFlag(FLAGS_event_id);
  request.set_event_id(event_id.empty() ? base::NewUuid() : event_id);
  request.set_topic(arguments[0]);
  *request.mutable_event() = *event;
  grpc::ClientContext context;
  base::Propagate(*caller, kLimit, context);
  notifications::v1::PublishResponse response;
  const absl::Status status =
      base::FromGrpc(Notifications()->Publish(&context, request, &response));
  if (!status.ok()) return status;
  Report report;
  report.Add("topic", request.topic());
  report.Add("event_id", request.event_id());
  report.Add("epoch", response.position().epoch());
  report.Add("offset", response.position().offset());
  report.Print();
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
