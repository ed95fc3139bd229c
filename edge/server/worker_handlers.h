#pragma once

#include <cstdint>
#include <memory>

#include "boost/asio/io_context.hpp"
#include "edge/api/api_endpoint.h"
#include "edge/api/event_caller.h"
#include "edge/api/event_stream_opener.h"
#include "edge/channel/channel_factory.h"
#include "edge/channel/client.h"
#include "edge/channel/client_admission.h"
#include "edge/channel/socket_context.h"
#include "edge/channel/socket_list.h"
#include "edge/limits/byte_budget.h"
#include "edge/longpoll/endpoint.h"
#include "edge/longpoll/forwarder.h"
#include "edge/longpoll/sessions.h"
#include "edge/net/executor.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/server/http_front.h"
#include "edge/server/worker_context.h"
#include "edge/transport/transport.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

// The index of a worker in LongpollWorkers. Other workers find its long-poll sessions by the index.
struct WorkerPosition {
  std::uint16_t index;
  const LongpollWorkers& workers;
};

// Owns and connects the objects that handle the requests and messages of one thread's clients.
// Belongs to the thread.
class WorkerHandlers {
 public:
  // `executor` and `loop` run tasks on the thread. `budget` counts the bytes held for the thread's
  // clients. The references must outlive the object.
  WorkerHandlers(const WorkerContext& context, Executor& executor, boost::asio::io_context& loop,
                 const WorkerPosition& position, const std::shared_ptr<ByteBudget>& budget);

  Hub& hub() { return hub_; }
  ChannelPresence& presence() { return presence_; }
  ServiceCaller& services() { return services_; }
  SocketList& sockets() { return sockets_; }
  LongpollSessions& sessions() { return sessions_; }
  HttpHandler& http() { return http_; }

  // Must be called at the end of each loop iteration.
  void EndIteration() { upgrader_.EndIteration(); }

 private:
  // The socket of a client that polls or follows an event stream, and the session of a client that
  // is connected by WebSocket.
  std::unique_ptr<MessageHandler> MakeSocket(Transport& transport, Client client);
  std::unique_ptr<StreamSession> MakeSession(TcpStream& stream, Deflate* deflate, Client client);

  const WorkerContext& context_;
  Hub hub_;
  ChannelPresence presence_;
  ServiceCaller services_;
  ChannelFactory channels_;
  SocketList sockets_;
  const SocketContext socket_context_;
  LongpollSessions sessions_;
  const ClientAdmission admission_;
  Forwarder forwarder_;
  LongpollOpener opener_;
  LongpollDispatcher dispatcher_;
  LongpollEndpoint longpoll_;
  WebsocketUpgrader upgrader_;
  EventCaller calls_;
  EventStreamOpener streams_;
  ApiEndpoint api_;
  HttpFront http_;
};

}  // namespace lossy::edge
