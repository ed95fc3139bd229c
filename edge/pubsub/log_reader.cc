#include "edge/pubsub/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/pubsub/event_codec.h"
#include "edge/pubsub/notifications_stream.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {
namespace {

constexpr int kEventsPerRead = 250;

}  // namespace

LogReader::LogReader(Upstream& upstream, std::function<CallContext()> make_context,
                     Executor& executor, const EventTypes& types, prometheus::Counter& reads)
    : upstream_(upstream),
      make_context_(std::move(make_context)),
      executor_(executor),
      types_(types),
      reads_(reads),
      method_{.path = absl::StrCat("/", NotificationsStream::kService, "/Read"),
              .service = NotificationsStream::kService,
              .name = "Read"} {}

std::shared_ptr<UpstreamCall> LogReader::Read(const std::string& topic, const Position& after,
                                              Done done) {
  notifications::v1::ReadRequest request;
  request.set_topic(topic);
  ToProto(after, request.mutable_after());
  request.set_limit(kEventsPerRead);
  reads_.Increment();
  return upstream_.Call(
      method_, request.SerializeAsString(), make_context_(), executor_,
      [this, done = std::move(done)](const absl::Status& status, absl::string_view wire) {
        done(status.ok() ? Parse(wire) : status);
      });
}

absl::StatusOr<LogReader::Portion> LogReader::Parse(absl::string_view wire) const {
  notifications::v1::ReadResponse response;
  if (!response.ParseFromArray(wire.data(), static_cast<int>(wire.size()))) {
    return absl::DataLossError("not a ReadResponse");
  }
  Portion portion{.head = response.head().offset()};
  for (const notifications::v1::Event& event : response.events()) {
    portion.entries.push_back(
        {.position = FromProto(event.position()), .event = ToPublished(event, types_)});
  }
  return portion;
}

}  // namespace lossy::edge
