#include "edge/api/event_call.h"

#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "edge/api/api_response.h"
#include "edge/channel/answer.h"
#include "edge/channel/call_log.h"
#include "edge/channel/frame_span.h"

namespace lossy::edge {

EventCall::EventCall(Request request, Caller caller, ServiceCaller& services, ApiMetrics& metrics,
                     Responder& responder)
    : request_(std::move(request)),
      caller_(std::move(caller)),
      services_(services),
      metrics_(metrics),
      responder_(responder),
      start_(base::SteadyNow()) {}

void EventCall::Start() {
  const Method& method = *request_.event->call->method;
  if (!request_.message.empty()) held_.Bind(responder_.account());
  held_.Set(request_.message.size());
  CallContext context =
      services_.MakeContext(caller_.identity, method, services_.limits().call_limit);
  context.trace = request_.span.context();
  call_ = services_.Call(method, std::move(request_.message), context,
                         [this, request_id = context.request_id](const absl::Status& status,
                                                                 absl::string_view response) {
                           Finish(request_id, status, response);
                         });
}

void EventCall::Finish(const std::string& request_id, const absl::Status& status,
                       absl::string_view response) {
  const ServedEvent& event = *request_.event;
  const Method& method = *event.call->method;
  const base::CurrentTrace current(request_.span.context());
  request_.span.SetStatus(status);
  request_.span.Set("lossy.request_id", request_id);
  request_.span.Set("lossy.reply", status.ok() ? "ok" : "error");
  const absl::Time now = base::SteadyNow();
  services_.call_log().Record({.event = event.name, .method = method, .request_id = request_id},
                              status, now, start_);
  Answer answer = MakeAnswer(status, method.response, response);
  event.metrics.Record(answer.ok(), now - start_);
  if (!request_.warnings.empty()) answer = WithWarnings(answer, request_.warnings);
  HttpResponse out = answer.ok() ? JsonResponse(200, std::move(answer.response.json))
                                 : ErrorJsonResponse(std::move(answer.response.json));
  metrics_.OnAnswered(request_.topic.channel().route.pattern.text(), std::string(event.name),
                      out.status);
  out.headers.insert(out.headers.end(), request_.headers.begin(), request_.headers.end());
  call_.reset();
  held_ = {};
  // The connection keeps this object until its next request, which must not count twice.
  caller_ = {};
  const base::Span span = std::move(request_.span);
  base::Span write = StartWriteSpan(span);
  responder_.Respond(out.Encode(request_.framing), !request_.framing.keep_alive);
  responder_.EndWhenSent(std::move(write));
}

void EventCall::Cancel() {
  if (call_ != nullptr) call_->Cancel();
  call_.reset();
  held_ = {};
  caller_ = {};
  request_.span.End();
}

}  // namespace lossy::edge
