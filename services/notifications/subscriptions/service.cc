#include "services/notifications/subscriptions/service.h"

#include <utility>
#include <vector>

#include "base/error/error.h"
#include "base/rpc/rejected_stream.h"
#include "base/time/clock.h"
#include "base/trace/continued_trace.h"
#include "base/trace/span.h"
#include "base/trace/trace_context.h"

namespace lossy::notifications {
namespace {

using base::Caller;

absl::Status CheckRole(const Caller& caller) {
  if (caller.identity.role != base::Role::kUser) return absl::OkStatus();
  return absl::PermissionDeniedError("only services and operators may do this");
}

// Returns the span of an event in the log, from here to the queues of the subscribers.
base::Span StartAppendSpan(const v1::PublishRequest& request) {
  return base::ContinueSpan("log_append", base::SpanKind::kConsumer,
                            base::ParseTraceparent(request.traceparent()));
}

// Returns the origin of the event. Subscribers continue `span`.
EventOrigin OriginOf(const v1::PublishRequest& request, const base::Span& span) {
  return {.changed_us = request.changed_us(),
          .acted_us = request.acted_us(),
          .traceparent = base::Traceparent(span.context())};
}

// Returns the status of one event of a batch. UNAVAILABLE would make the relay of the publisher
// wait with all events, although the topics of the other parts of the log may work. After ABORTED
// it waits with the events of this topic alone.
absl::Status ResultOf(const absl::Status& status, std::size_t parts) {
  return absl::IsUnavailable(status) && parts > 1 ? absl::AbortedError(status.message()) : status;
}

}  // namespace

absl::Status Service::PublishOne(const Caller& caller, const v1::PublishRequest& request,
                                 v1::PublishResponse* response) {
  absl::Status status = CheckRole(caller);
  if (status.ok()) status = validator_.CheckPublish(request);
  if (!status.ok()) return status;
  base::Span span = StartAppendSpan(request);
  absl::StatusOr<v1::Position> position =
      hub_.Publish(request.topic(), request.event_id(), request.event(), OriginOf(request, span));
  span.SetStatus(position.status());
  if (!position.ok()) return position.status();
  *response->mutable_position() = *std::move(position);
  return absl::OkStatus();
}

absl::Status Service::PublishAll(const Caller& caller, const v1::PublishBatchRequest& request,
                                 v1::PublishBatchResponse* response) {
  absl::Status status = CheckRole(caller);
  if (status.ok()) status = validator_.CheckBatch(request);
  if (!status.ok()) return status;
  std::vector<TopicLog::NewEvent> events;
  std::vector<v1::PublishBatchResponse::Result*> results;
  std::vector<base::Span> spans;
  for (const v1::PublishRequest& each : request.events()) {
    v1::PublishBatchResponse::Result& result = *response->add_results();
    if (const absl::Status valid = validator_.CheckPublish(each); !valid.ok()) {
      *result.mutable_error() = base::ToError(valid);
      continue;
    }
    spans.push_back(StartAppendSpan(each));
    events.push_back({.topic = each.topic(),
                      .event_id = each.event_id(),
                      .event = each.event(),
                      .origin = OriginOf(each, spans.back())});
    results.push_back(&result);
  }
  if (events.empty()) return absl::OkStatus();
  std::vector<absl::StatusOr<v1::Position>> positions = hub_.PublishAll(std::move(events));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    spans[i].SetStatus(positions[i].status());
    if (positions[i].ok()) {
      *results[i]->mutable_position() = *std::move(positions[i]);
    } else {
      *results[i]->mutable_error() = base::ToError(ResultOf(positions[i].status(), log_.parts()));
    }
  }
  return absl::OkStatus();
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Service::Subscribe(
    grpc::CallbackServerContext* context) {
  const absl::StatusOr<Caller> caller = calls_.Authenticate(*context);
  absl::Status status = caller.ok() ? CheckRole(*caller) : caller.status();
  if (status.ok()) {
    auto stream = streams_.Open(*context, [&calls = calls_, caller = *caller,
                                           began = base::SteadyNow()](const absl::Status& end) {
      calls.Record("Subscribe", caller, end, base::SteadyNow() - began);
    });
    if (stream.ok()) return *stream;
    status = stream.status();
  }
  calls_.Record("Subscribe", caller.ok() ? *caller : Caller(), status, absl::ZeroDuration());
  return new base::RejectedStream(status);
}

absl::Status Service::ReadLog(const Caller& caller, const v1::ReadRequest& request,
                              v1::ReadResponse* response) {
  absl::Status status = CheckRole(caller);
  if (status.ok()) status = validator_.CheckTopic(request.topic());
  if (!status.ok()) return status;
  const absl::StatusOr<int> limit = RequestValidator::ReadLimit(request);
  if (!limit.ok()) return limit.status();
  absl::optional<v1::Position> after;
  if (request.has_after()) after = request.after();
  if (after && request.from_memory() && hub_.IsAt(request.topic(), *after)) {
    *response->mutable_head() = *std::move(after);
    return absl::OkStatus();
  }
  absl::StatusOr<TopicLog::Range> range = log_.Read(request.topic(), after, *limit);
  // A caller need not distinguish the two cases: the events after `after` are not available.
  if (absl::IsDataLoss(range.status())) return absl::OutOfRangeError(range.status().message());
  if (!range.ok()) return range.status();
  for (const EventPtr& event : range->events) *response->add_events() = Decode(*event);
  *response->mutable_head() = std::move(range->head);
  return absl::OkStatus();
}

absl::Status Service::EndAll(const Caller& caller, const v1::EndEpochsRequest& request,
                             v1::EndEpochsResponse*) {
  if (caller.identity.role != base::Role::kOperator) {
    return absl::PermissionDeniedError("only operators may do this");
  }
  absl::Status status = validator_.CheckTopics(request);
  if (!status.ok()) return status;
  const std::vector<absl::string_view> topics(request.topics().begin(), request.topics().end());
  return hub_.EndEpochs(topics);
}

}  // namespace lossy::notifications
