#include "base/outbox/publisher.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "base/error/error.h"
#include "base/rpc/outgoing_call.h"
#include "base/trace/continued_trace.h"
#include "base/trace/span.h"
#include "base/trace/trace_context.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kPublishLimit = absl::Seconds(5);

// The user id of the calls, since a batch has events of many users.
constexpr char kRelay[] = "relay";

// Most bytes of payloads in one call. The notifications service accepts messages of 4 MiB.
constexpr std::size_t kPartBytes = 2 << 20;

// Returns the span of an item's way from its transaction to the notifications service.
Span StartPublishSpan(const Outgoing& outgoing) {
  Span span = ContinueSpan("outbox_publish", SpanKind::kProducer, outgoing.trace);
  span.SetStart(absl::FromUnixMicros(outgoing.queued_us));
  span.Set("lossy.outbox.id", outgoing.id);
  return span;
}

// Returns the traces of the events that have one.
std::vector<TraceContext> TracesOf(const notifications::v1::PublishBatchRequest& request) {
  std::vector<TraceContext> traces;
  for (const notifications::v1::PublishRequest& event : request.events()) {
    if (!event.traceparent().empty()) traces.push_back(ParseTraceparent(event.traceparent()));
  }
  return traces;
}

absl::Status NotItsTurn() { return absl::CancelledError("not its turn"); }

// True if the failure of a whole call may be caused by one of its events.
bool MayBeOneEventsFault(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status) ||
         absl::IsFailedPrecondition(status) || absl::IsOutOfRange(status);
}

}  // namespace

struct Publisher::Stub {
  std::unique_ptr<notifications::v1::NotificationsService::Stub> rpc;
};

Publisher::Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity)
    : stub_(new Stub{notifications::v1::NotificationsService::NewStub(notifications)}),
      identity_(identity) {}

Publisher::~Publisher() = default;

// A call, the indices of its events in the batch, and the spans of its events.
struct Publisher::Part {
  notifications::v1::PublishBatchRequest request;
  std::vector<std::size_t> places;
  std::vector<Span> spans;
  std::string request_id;
};

std::vector<absl::Status> Publisher::Publish(absl::Span<const Outgoing> batch) {
  std::vector<absl::Status> statuses(batch.size(), NotItsTurn());
  std::size_t next = 0;
  while (next < batch.size()) {
    Part part;
    part.request_id = batch[next].request_id;
    for (std::size_t bytes = 0; next < batch.size(); ++next) {
      const Outgoing& outgoing = batch[next];
      bytes += outgoing.payload.size();
      if (bytes > kPartBytes && !part.places.empty()) break;
      notifications::v1::PublishRequest& event = *part.request.add_events();
      event.set_event_id(outgoing.id);
      event.set_topic(outgoing.target);
      event.set_changed_us(outgoing.queued_us);
      event.set_acted_us(outgoing.acted_us);
      Span span = StartPublishSpan(outgoing);
      event.set_traceparent(Traceparent(span.context()));
      if (event.mutable_event()->ParseFromString(outgoing.payload)) {
        part.places.push_back(next);
        part.spans.push_back(std::move(span));
      } else {
        part.request.mutable_events()->RemoveLast();
        statuses[next] = absl::InvalidArgumentError("the payload is not an Any");
      }
    }
    const absl::Status called = PublishPart(part, statuses);
    if (part.places.size() > 1 && MayBeOneEventsFault(called)) PublishEach(part, statuses);
    for (std::size_t i = 0; i < part.places.size(); ++i) {
      part.spans[i].SetStatus(statuses[part.places[i]]);
    }
    // Later parts must not overtake an event that was not delivered.
    const bool complete =
        std::all_of(part.places.begin(), part.places.end(), [&](std::size_t place) {
          return statuses[place].ok() || absl::IsInvalidArgument(statuses[place]);
        });
    if (!complete) break;
  }
  return statuses;
}

void Publisher::PublishEach(const Part& part, std::vector<absl::Status>& statuses) {
  for (const std::size_t place : part.places) statuses[place] = NotItsTurn();
  absl::flat_hash_set<absl::string_view> refused;
  for (std::size_t i = 0; i < part.places.size(); ++i) {
    const notifications::v1::PublishRequest& event = part.request.events(static_cast<int>(i));
    if (refused.contains(event.topic())) continue;
    Part alone{.places = {part.places[i]}, .request_id = part.request_id};
    *alone.request.add_events() = event;
    PublishPart(alone, statuses).IgnoreError();
    const absl::Status& status = statuses[part.places[i]];
    if (absl::IsUnavailable(status)) return;
    if (!status.ok() && !absl::IsInvalidArgument(status)) refused.insert(event.topic());
  }
}

absl::Status Publisher::PublishPart(const Part& part, std::vector<absl::Status>& statuses) {
  if (part.places.empty()) return absl::OkStatus();
  Caller caller = identity_.ToCall(kRelay, part.request_id,
                                   notifications::v1::NotificationsService::service_full_name());
  // The call is a child of the first traced event, and has links to the others.
  const std::vector<TraceContext> traces = TracesOf(part.request);
  if (!traces.empty()) caller.trace = traces.front();
  OutgoingCall call(caller, kPublishLimit,
                    "lossy.notifications.v1.NotificationsService/PublishBatch");
  for (std::size_t i = 1; i < traces.size(); ++i) call.span().Link(traces[i]);
  notifications::v1::PublishBatchResponse response;
  absl::Status called =
      call.Finish(stub_->rpc->PublishBatch(call.context(), part.request, &response));
  // INVALID_ARGUMENT for the call does not mean a single event: the relay must not set events
  // aside.
  if (absl::IsInvalidArgument(called)) called = absl::FailedPreconditionError(called.message());
  if (called.ok() && response.results_size() != part.request.events_size()) {
    called = absl::InternalError("not one result for each event");
  }
  for (std::size_t i = 0; i < part.places.size(); ++i) {
    absl::Status& status = statuses[part.places[i]];
    status = called;
    if (!called.ok()) continue;
    const notifications::v1::PublishBatchResponse::Result& result =
        response.results(static_cast<int>(i));
    status = result.has_error() ? MakeStatus(result.error()) : absl::OkStatus();
  }
  return called;
}

}  // namespace lossy::base
