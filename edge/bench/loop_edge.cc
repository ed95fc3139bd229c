#include "edge/bench/loop_edge.h"

#include <poll.h>

#include <fstream>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "edge/channel/socket.h"
#include "edge/net/descriptor.h"
#include "edge/net/loopback_pair.h"
#include "edge/websocket/websocket_session_for.h"

namespace lossy::edge {
namespace {

constexpr char kDescriptors[] = "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb";
constexpr std::size_t kMaxFrame = 126;

ChannelLimits Unlogged() {
  ChannelLimits limits;
  limits.call_log_rate = 0;
  return limits;
}

// Returns true if bytes have arrived, and waits for them at most a millisecond.
bool HasArrived(int socket) {
  pollfd event{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&event, 1, /*timeout=*/1) > 0;
}

}  // namespace

// The programs run from the root of the tree, or from a test's folder with its data.
std::shared_ptr<const RoutingTable> LoopEdge::SampleRoutes() {
  google::protobuf::FileDescriptorSet descriptors;
  for (const char* folder : {"", "bazel-bin/"}) {
    std::ifstream file(std::string(folder) + kDescriptors, std::ios::binary);
    if (!file || !descriptors.ParseFromIstream(&file)) continue;
    auto table = RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
    if (table.ok()) return *std::move(table);
  }
  std::abort();
}

std::string LoopEdge::Frame(absl::string_view text) {
  if (text.size() >= kMaxFrame) std::abort();
  std::string frame = {'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0};
  frame.append(text.data(), text.size());
  return frame;
}

LoopEdge::LoopEdge(std::shared_ptr<const RoutingTable> routes, Upstream& service,
                   TopicSource& topics)
    : StreamOwner({}, {}),
      limits_(Unlogged()),
      table_(std::move(routes), metrics_.routes),
      hub_(topics, metrics_.pubsub, base::RealClock()),
      services_(service, executor_, tokens_.users(), limits_, metrics_),
      channels_(table_, services_, hub_, presence_) {}

LoopEdge::~LoopEdge() {
  for (const Connection& each : clients_) each.stream->Kill();
  iteration().End();
  for (const Connection& each : clients_) close(each.client);
}

std::size_t LoopEdge::Connect(const std::string& user_id) {
  const auto [client, server] = LoopbackPair();
  clients_.push_back({client, new TcpStream(Descriptor(server), *this)});
  TcpStream& stream = *clients_.back().stream;
  auto session = std::make_unique<WebSocketSessionFor<Socket>>(
      stream, /*deflate=*/nullptr, metrics_.websockets, [&](Transport& transport) {
        return Socket(socket_context_, transport,
                      {.identity = {.user_id = user_id, .device_id = "d"},
                       .connection = *users_.Connect(user_id)});
      });
  sockets_.Add(session->handler());
  stream.Serve(std::move(session));
  return clients_.size() - 1;
}

void LoopEdge::Send(std::size_t client, absl::string_view bytes) {
  const ssize_t sent = ::send(clients_[client].client, bytes.data(), bytes.size(), 0);
  if (sent != static_cast<ssize_t>(bytes.size())) std::abort();
}

void LoopEdge::Handle() {
  reactor().Await(absl::InfiniteDuration());
  reactor().RunOne();
  EndIteration();
}

void LoopEdge::Await(std::size_t client) {
  const absl::Time deadline = base::SteadyNow() + absl::Seconds(30);
  while (!HasArrived(clients_[client].client)) {
    if (base::SteadyNow() > deadline) std::abort();
    while (reactor().RunOne()) {
    }
    EndIteration();
  }
}

std::size_t LoopEdge::Receive(std::size_t client) {
  char buffer[16 * 1024];
  const ssize_t size = ::recv(clients_[client].client, buffer, sizeof buffer, 0);
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

void LoopEdge::Trim() {
  for (const Connection& each : clients_) each.stream->Trim();
}

void LoopEdge::EndIteration() {
  executor_.RunAll();
  iteration().End();
}

}  // namespace lossy::edge
