#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "edge/api/api_path.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/client.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_request.h"
#include "edge/http/query.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// Answers GET /api/topics/{topic} on one thread with a stream of server-sent events. Belongs to the
// thread.
//
// The join's params are in the query: as one JSON object in `params`, or each in a parameter of its
// own. The header "Last-Event-ID", or the parameter `last_event_id`, is the position from which the
// client recovers.
class EventStreamOpener {
 public:
  // Makes the receiver of a client's messages.
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // The references must outlive the opener and its sessions.
  EventStreamOpener(const ChannelTable& channels, EdgeMetrics& metrics, MakeSocket make_socket);

  // Answers a request whose client was admitted with the serializer kEventStream. A HEAD joins
  // nothing: the service does not decide its answer. `params` are those of its query.
  HttpHandler::Outcome Open(const HttpRequest& request, const ApiPath& path,
                            const QueryParams& params, Client client, TcpStream& stream);

 private:
  const ChannelTable& channels_;
  EdgeMetrics& metrics_;
  const MakeSocket make_socket_;
};

}  // namespace lossy::edge
