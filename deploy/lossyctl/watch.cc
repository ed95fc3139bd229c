#include "deploy/lossyctl/watch.h"

#include <cstdint>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "deploy/lossyctl/event_line.h"
#include "deploy/lossyctl/operator.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

ABSL_FLAG(
    std::string, since, "",
    "First event to print: EPOCH:OFFSET, the one after that position; \"beginning\", the oldest; "
    "empty, the next");

namespace lossy::lossyctl {
namespace {

using notifications::v1::NotificationsService;
using notifications::v1::Position;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kPause = absl::Milliseconds(300);
constexpr absl::Duration kReadLimit = absl::Seconds(10);
// The token of a stream is asked for when it begins.
constexpr absl::Duration kStreamLimit = absl::InfiniteDuration();
constexpr absl::Duration kTokenLife = absl::Minutes(1);
constexpr absl::string_view kBeginning = "beginning";

// Not a position: nothing.
absl::StatusOr<absl::optional<Position>> ParseSince(absl::string_view since) {
  if (since.empty() || since == kBeginning) return absl::nullopt;
  const std::size_t colon = since.rfind(':');
  std::int64_t offset = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(since.substr(colon + 1), &offset) || offset < 0) {
    return absl::InvalidArgumentError("--since must be EPOCH:OFFSET or beginning");
  }
  Position position;
  position.set_epoch(std::string(since.substr(0, colon)));
  position.set_offset(offset);
  return position;
}

bool Passes(const absl::Status& status) {
  return status.ok() || absl::IsUnavailable(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status);
}

// One topic, and how far it was printed.
class Watch {
 public:
  Watch(std::string topic, absl::optional<Position> after)
      : topic_(std::move(topic)), after_(std::move(after)), stub_(Notifications()) {}

  // Continues behind the events that are no longer kept.
  absl::Status GoToBeginning() {
    const absl::StatusOr<base::Caller> caller =
        Operator(kReadLimit, NotificationsService::service_full_name());
    if (!caller.ok()) return caller.status();
    grpc::ClientContext context;
    base::Propagate(*caller, kReadLimit, context);
    notifications::v1::ReadRequest request;
    request.set_topic(topic_);
    request.set_limit(1);
    notifications::v1::ReadResponse response;
    const absl::Status status = base::FromGrpc(stub_->Read(&context, request, &response));
    if (!status.ok()) return status;
    after_ = response.head();
    if (response.events_size() > 0) after_->set_offset(response.events(0).position().offset() - 1);
    return absl::OkStatus();
  }

  // Returns when the stream ends.
  absl::Status Follow() {
    const absl::StatusOr<base::Caller> caller =
        Operator(kTokenLife, NotificationsService::service_full_name());
    if (!caller.ok()) return caller.status();
    grpc::ClientContext context;
    base::Propagate(*caller, kStreamLimit, context);
    const auto stream = stub_->Subscribe(&context);
    SubscribeRequest request;
    request.mutable_subscribe()->set_topic(topic_);
    if (after_) *request.mutable_subscribe()->mutable_after() = *after_;
    stream->Write(request);
    SubscribeResponse response;
    while (stream->Read(&response)) {
      if (response.has_refused()) return base::MakeStatus(response.refused().error());
      if (response.has_subscribed()) OnSubscribed(response.subscribed());
      if (response.has_event()) OnEvent(response.event());
    }
    return base::FromGrpc(stream->Finish());
  }

 private:
  void OnSubscribed(const SubscribeResponse::Subscribed& subscribed) {
    if (after_ && !subscribed.recovered()) {
      std::cerr << "lossyctl: events are missing before " << subscribed.position().epoch() << ":"
                << subscribed.position().offset() << std::endl;
    }
    after_ = subscribed.position();
  }

  void OnEvent(const notifications::v1::Event& event) {
    after_ = event.position();
    // Flushes each line: a reader waits for it.
    std::cout << EventLine(event) << std::endl;
  }

  const std::string topic_;
  absl::optional<Position> after_;
  const std::unique_ptr<NotificationsService::Stub> stub_;
};

}  // namespace

absl::Status WatchTopic(const std::string& topic) {
  const std::string since = absl::GetFlag(FLAGS_since);
  absl::StatusOr<absl::optional<Position>> after = ParseSince(since);
  if (!after.ok()) return after.status();
  Watch watch(topic, *std::move(after));
  if (since == kBeginning) {
    if (absl::Status status = watch.GoToBeginning(); !status.ok()) return status;
  }
  absl::Status status = watch.Follow();
  while (Passes(status)) {
    std::cerr << "lossyctl: the stream ended: " << status.message() << std::endl;
    absl::SleepFor(kPause);
    status = watch.Follow();
  }
  return status;
}

}  // namespace lossy::lossyctl
