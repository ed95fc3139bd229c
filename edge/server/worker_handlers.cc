#include "edge/server/worker_handlers.h"

#include <utility>

#include "edge/channel/socket.h"

namespace lossy::edge {

WorkerHandlers::WorkerHandlers(const WorkerContext& context, Executor& home,
                               boost::asio::io_context& loop, const WorkerPlace& place,
                               const std::shared_ptr<ByteBudget>& budget)
    : context_(context),
      hub_(context.topics, context.metrics.deliveries),
      presence_(context.presences, home, context.limits.presence, context.metrics),
      services_(context.upstream, home, context.issuer, context.limits.channel, context.metrics),
      channels_(context.channels, services_, hub_, presence_),
      sessions_(home, place.index, context.longpoll_signer, context.limits.longpoll,
                context.limits.connection.max_outbox_bytes, budget, context.metrics,
                [this](Transport& transport, Client client) {
                  return MakeSocket(transport, std::move(client));
                }),
      forwarder_(loop, Forwarder::Options{.window = context.limits.longpoll.window},
                 context.metrics.longpoll),
      longpoll_({.seal = context.longpoll_signer,
                 .places = place.places,
                 .origins = context.sockets.origins,
                 .authenticator = context.authenticator,
                 .clients = context.clients,
                 .metrics = context.metrics},
                sessions_, home, forwarder_),
      upgrader_(context.sockets, context.authenticator, context.clients, context.metrics,
                [this](Transport& transport, Client client) {
                  return MakeSocket(transport, std::move(client));
                }),
      http_({.limits = context.limits.http, .proxies = context.proxies}, context.pages, upgrader_,
            longpoll_, context.metrics.refused) {}

std::unique_ptr<MessageHandler> WorkerHandlers::MakeSocket(Transport& transport, Client client) {
  auto socket = std::make_unique<Socket>(channels_, context_.tokens, context_.metrics, transport,
                                         std::move(client));
  sockets_.Add(*socket);
  return socket;
}

}  // namespace lossy::edge
