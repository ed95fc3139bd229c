#include "edge/server/worker_handlers.h"

#include <utility>

#include "base/time/clock.h"
#include "edge/channel/socket.h"
#include "edge/websocket/websocket_session_for.h"

namespace lossy::edge {
namespace {

// The same number of bytes may wait for a long-poll client as for a WebSocket client.
LongpollSessions::Options LongpollOptions(const ServerLimits& limits) {
  return {.session = {.window = limits.longpoll.window,
                      .idle = limits.longpoll.idle,
                      .max_bytes = limits.connection.max_outbox_bytes},
          .max_sessions = limits.longpoll.max_sessions};
}

Forwarder::Options ForwarderOptions(const WorkerContext& context) {
  return {
      .protocol = context.tls == nullptr ? Forwarder::Protocol::kHttp : Forwarder::Protocol::kTls,
      .internal_tls = context.internal_tls,
      .window = context.limits.longpoll.window};
}

// An event's body may have as many bytes as a message on a socket.
HttpLimits HttpLimitsOf(const ServerLimits& limits) {
  HttpLimits http = limits.http;
  http.max_event_body_bytes = limits.connection.max_message_bytes;
  return http;
}

}  // namespace

WorkerHandlers::WorkerHandlers(const WorkerContext& context, Executor& executor,
                               boost::asio::io_context& loop, const WorkerPosition& position,
                               const std::shared_ptr<ByteBudget>& budget)
    : context_(context),
      hub_(context.topics, context.metrics.pubsub, base::RealClock()),
      presence_(context.presences, executor, context.limits.presence, context.metrics.presence),
      services_(context.upstream, executor, context.issuer, context.limits.channel,
                context.metrics),
      channels_(context.channels, services_, hub_, presence_),
      sockets_(position.index),
      socket_context_{.channels = channels_,
                      .tokens = context.tokens,
                      .metrics = context.metrics,
                      .sockets = sockets_},
      sessions_(executor, LongpollOptions(context.limits), budget, context.metrics,
                [this](Transport& transport, Client client) {
                  return MakeSocket(transport, std::move(client));
                }),
      admission_(context.clients, context.metrics),
      forwarder_(loop, ForwarderOptions(context), context.metrics.longpoll),
      opener_(context.authenticator, admission_, sessions_,
              SessionTokenMaker(context.longpoll_signer, position.workers.edge, position.index),
              context.metrics),
      dispatcher_(position.workers, executor, forwarder_, context.metrics),
      longpoll_(context.longpoll_signer, context.sockets.origins, opener_, dispatcher_,
                context.metrics),
      upgrader_(context.sockets, context.authenticator, admission_, context.metrics,
                [this](TcpStream& stream, Deflate* deflate, Client client) {
                  return MakeSession(stream, deflate, std::move(client));
                }),
      calls_(context.channels, services_, context.metrics),
      streams_(context.channels, context.metrics,
               [this](Transport& transport, Client client) {
                 return MakeSocket(transport, std::move(client));
               }),
      api_(context.sockets.origins, context.authenticator, admission_, calls_, streams_),
      http_({.limits = HttpLimitsOf(context.limits), .proxies = context.proxies}, context.pages,
            {.upgrader = upgrader_, .longpoll = longpoll_, .api = api_}, context.metrics.refused) {}

std::unique_ptr<MessageHandler> WorkerHandlers::MakeSocket(Transport& transport, Client client) {
  auto socket = std::make_unique<Socket>(socket_context_, transport, std::move(client));
  sockets_.Add(*socket);
  return socket;
}

std::unique_ptr<StreamSession> WorkerHandlers::MakeSession(TcpStream& stream, Deflate* deflate,
                                                           Client client) {
  auto session = std::make_unique<WebSocketSessionFor<Socket>>(
      stream, deflate, context_.metrics.websockets,
      [&](Transport& transport) { return Socket(socket_context_, transport, std::move(client)); });
  sockets_.Add(session->handler());
  return session;
}

}  // namespace lossy::edge
