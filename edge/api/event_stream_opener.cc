#include "edge/api/event_stream_opener.h"

#include <utility>

#include "edge/api/api_response.h"
#include "edge/api/event_stream_session.h"
#include "edge/api/stream_join.h"
#include "edge/channel/answer.h"

namespace lossy::edge {
namespace {

HttpHandler::Outcome Respond(const HttpRequest& request, HttpResponse response) {
  AllowOrigin(request, &response);
  return RespondNow(response, request.framing());
}

// Returns the head of the stream alone. It has no length, so the connection closes after it.
HttpHandler::Outcome RespondHead(const HttpRequest& request) {
  HttpResponse head = EventStreamHead();
  AllowOrigin(request, &head);
  HttpFraming framing = request.framing();
  framing.keep_alive = false;
  framing.until_close = true;
  return RespondNow(head, framing);
}

}  // namespace

EventStreamOpener::EventStreamOpener(const ChannelTable& channels, EdgeMetrics& metrics,
                                     MakeSocket make_socket)
    : channels_(channels), metrics_(metrics), make_socket_(std::move(make_socket)) {}

HttpHandler::Outcome EventStreamOpener::Open(const HttpRequest& request, const ApiPath& path,
                                             const QueryParams& params, Client client,
                                             TcpStream& stream) {
  const absl::optional<ServedTopic> topic = channels_.Find(path.topic);
  if (!topic) {
    metrics_.unmatched.Increment();
    return Respond(request, ErrorJsonResponse(NoSuchTopicAnswer().response.json));
  }
  const ChannelRoute& route = topic->channel().route;
  if (route.is_session) return Respond(request, SocketNeeded());
  absl::StatusOr<std::string> join = StreamJoin(path.topic, *route.join->request, request, params);
  if (!join.ok()) return Respond(request, StatusResponse(join.status()));
  if (request.method == "HEAD") return RespondHead(request);
  metrics_.accepted.Increment();
  HttpResponse with_origin;
  AllowOrigin(request, &with_origin);
  auto session = std::make_unique<EventStreamSession>(
      stream,
      EventStreamSession::Options{.join = *std::move(join),
                                  .framing = request.framing(),
                                  .headers = std::move(with_origin.headers)},
      metrics_.api.streams);
  session->Open(make_socket_(*session, std::move(client)));
  HttpHandler::Outcome outcome;
  outcome.upgraded = std::move(session);
  return outcome;
}

}  // namespace lossy::edge
