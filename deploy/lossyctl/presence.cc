#include "deploy/lossyctl/presence.h"

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "deploy/lossyctl/operator.h"
#include "deploy/lossyctl/report/report.h"
#include "google/protobuf/util/json_util.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::lossyctl {
namespace {

using notifications::v1::NotificationsService;
using notifications::v1::Presence;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kLimit = absl::Seconds(10);

// The edge tracks the clients of a channel topic under this name.
constexpr absl::string_view kPrefix = "presence:";

absl::StatusOr<std::vector<Presence>> ReadPresences(const std::string& topic) {
  const absl::StatusOr<base::Caller> caller =
      Operator(kLimit, NotificationsService::service_full_name());
  if (!caller.ok()) return caller.status();
  const auto stub = Notifications();
  grpc::ClientContext context;
  base::Propagate(*caller, kLimit, context);
  const auto stream = stub->Subscribe(&context);
  SubscribeRequest request;
  request.mutable_watch()->set_topic(absl::StrCat(kPrefix, topic));
  stream->Write(request);
  std::vector<Presence> presences;
  SubscribeResponse response;
  while (stream->Read(&response)) {
    if (response.has_refused()) {
      context.TryCancel();
      return base::MakeStatus(response.refused().error());
    }
    if (!response.has_watched()) continue;
    const auto& part = response.watched().presences();
    presences.insert(presences.end(), part.begin(), part.end());
    if (response.watched().more()) continue;
    context.TryCancel();
    return presences;
  }
  const absl::Status ended = base::FromGrpc(stream->Finish());
  return ended.ok() ? absl::UnavailableError("the service ended the stream") : ended;
}

Value MemberOf(const google::protobuf::Struct& meta, const char* name) {
  const auto found = meta.fields().find(name);
  if (found == meta.fields().end()) return {};
  return found->second.string_value();
}

Value OnlineAt(const google::protobuf::Struct& meta) {
  const auto found = meta.fields().find("online_at");
  if (found == meta.fields().end()) return {};
  const auto millis = static_cast<std::int64_t>(found->second.number_value());
  return Value(millis).ShownAs(
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(millis), absl::UTCTimeZone()));
}

Value MetaOf(const google::protobuf::Struct& meta) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(meta, &json).ok()) return {};
  return Value::Json(json);
}

}  // namespace

absl::Status ShowPresence(const std::string& topic) {
  const absl::StatusOr<std::vector<Presence>> presences = ReadPresences(topic);
  if (!presences.ok()) return presences.status();
  Report report;
  Table& table = report.AddTable("presences", {"user", "device", "online_at", "meta"});
  for (const Presence& each : *presences) {
    table.AddRow({each.key(), MemberOf(each.meta(), "device_id"), OnlineAt(each.meta()),
                  MetaOf(each.meta())});
  }
  report.Print();
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
