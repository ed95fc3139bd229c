#include "edge/api/event_caller.h"

#include <utility>

#include "base/error/error.h"
#include "edge/api/api_response.h"
#include "edge/api/event_message.h"
#include "edge/channel/frame_span.h"
#include "edge/channel/unknown_event.h"
#include "edge/http/request_trace.h"

namespace lossy::edge {

EventCaller::EventCaller(const ChannelTable& channels, ServiceCaller& services,
                         EdgeMetrics& metrics)
    : channels_(channels),
      services_(services),
      metrics_(metrics),
      calls_(services.limits().max_waiting) {}

HttpHandler::Outcome EventCaller::Call(const HttpRequest& request, const ApiPath& path,
                                       Client client, Responder& responder) {
  metrics_.messages.Increment();
  EventCall::Caller caller;
  const absl::optional<Answer> refused = Count(std::move(client), &caller);
  if (refused) return Refuse(request, *refused);
  absl::optional<ServedTopic> topic = channels_.Find(path.topic);
  if (!topic) {
    metrics_.unmatched.Increment();
    return Refuse(request, NoSuchTopicAnswer());
  }
  const ServedChannel& channel = topic->channel();
  const ServedEvent* const event = channel.FindEvent(path.event);
  if (event == nullptr) return Refuse(request, UnknownEventAnswer(path.event, *channel.routes));
  ReadPush push;
  absl::optional<HttpResponse> unread = Read(channel, *event, request, &push);
  if (unread) return Refuse(request, channel, *event, *std::move(unread));
  topic->Bind(event->call->bindings, &push.message);
  base::Span span = StartFrameSpan(event->name, /*payload=*/{}, RequestTrace(request));
  span.Set("lossy.topic_pattern", channel.route.pattern.text());
  HttpResponse with_origin;
  AllowOrigin(request, &with_origin);
  auto call =
      std::make_unique<EventCall>(EventCall::Request{.topic = *std::move(topic),
                                                     .event = event,
                                                     .message = std::move(push.message),
                                                     .warnings = std::move(push.warnings),
                                                     .framing = request.framing(),
                                                     .headers = std::move(with_origin.headers),
                                                     .span = std::move(span)},
                                  std::move(caller), services_, metrics_.api, responder);
  call->Start();
  HttpHandler::Outcome outcome;
  outcome.pending = std::move(call);
  return outcome;
}

absl::optional<Answer> EventCaller::Count(Client client, EventCall::Caller* caller) {
  caller->rates =
      std::make_unique<ClientRates>(std::move(client.connection), std::move(client.address));
  const absl::Duration wait = caller->rates->Admit(services_.limits().rates, Meter::Kind::kMessage);
  if (wait > absl::ZeroDuration()) {
    metrics_.rate_limited.Increment();
    metrics_.client_errors.Record(ClientError::kRateLimited, client.identity, "",
                                  "too many messages");
    return ErrorAnswer(base::RateLimited("too many messages", absl::ToInt64Milliseconds(wait) + 1));
  }
  caller->slot = calls_.Begin(client.identity.user_id);
  if (caller->slot == nullptr) return TooManyWaiting();
  caller->identity = std::move(client.identity);
  return absl::nullopt;
}

absl::optional<HttpResponse> EventCaller::Read(const ServedChannel& channel,
                                               const ServedEvent& event, const HttpRequest& request,
                                               ReadPush* push) {
  if (event.call == nullptr) return SocketNeeded();
  if (BodyKindOf(request) == BodyKind::kOther) {
    HttpResponse response = StatusResponse(base::InvalidArgument(
        "Content-Type", "must be application/json or application/octet-stream"));
    response.status = 415;
    return response;
  }
  *push = ReadPost(channel, event, request);
  if (push->status.ok()) return absl::nullopt;
  const Answer answer = ErrorAnswer(push->status);
  return ErrorJsonResponse(push->warnings.empty()
                               ? answer.response.json
                               : WithWarnings(answer, push->warnings).response.json);
}

HttpHandler::Outcome EventCaller::Refuse(const HttpRequest& request, const Answer& answer) {
  HttpResponse response = ErrorJsonResponse(answer.response.json);
  metrics_.api.OnAnswered("", "", response.status);
  AllowOrigin(request, &response);
  return RespondNow(response, request.framing());
}

HttpHandler::Outcome EventCaller::Refuse(const HttpRequest& request, const ServedChannel& channel,
                                         const ServedEvent& event, HttpResponse response) {
  event.metrics.Record(false, absl::ZeroDuration());
  metrics_.api.OnAnswered(channel.route.pattern.text(), std::string(event.name), response.status);
  AllowOrigin(request, &response);
  return RespondNow(response, request.framing());
}

}  // namespace lossy::edge
