#pragma once

#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "edge/api/api_path.h"
#include "edge/api/event_call.h"
#include "edge/api/user_calls.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/client.h"
#include "edge/channel/client_push.h"
#include "edge/channel/service_caller.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// Answers POST /api/topics/{topic}/{event} on one thread: it calls the method that answers the
// event, without a join. The method itself must check that the caller may do it. Belongs to the
// thread.
//
// The body is the event's payload as JSON, or, with the content type application/octet-stream, the
// payload of a binary message, whose other fields are in the query. The header "Idempotency-Key"
// becomes the request's field `request_id`, if the request's type has one.
class EventCaller {
 public:
  // The references must outlive the caller and its calls.
  EventCaller(const ChannelTable& channels, ServiceCaller& services, EdgeMetrics& metrics);

  // Answers a request whose client was admitted.
  HttpHandler::Outcome Call(const HttpRequest& request, const ApiPath& path, Client client,
                            Responder& responder);

 private:
  // Counts a message of the client. Returns an error if it exceeds a rate, or if too many calls of
  // the user wait.
  absl::optional<Answer> Count(Client client, EventCall::Caller* caller);
  // Reads the request's message. Returns a refusal if that fails.
  static absl::optional<HttpResponse> Read(const ServedChannel& channel, const ServedEvent& event,
                                           const HttpRequest& request, ReadPush* push);
  // Returns the refusal of a request: one that names no event, or one for an event of a channel.
  HttpHandler::Outcome Refuse(const HttpRequest& request, const Answer& answer);
  HttpHandler::Outcome Refuse(const HttpRequest& request, const ServedChannel& channel,
                              const ServedEvent& event, HttpResponse response);

  const ChannelTable& channels_;
  ServiceCaller& services_;
  EdgeMetrics& metrics_;
  UserCalls calls_;
};

}  // namespace lossy::edge
