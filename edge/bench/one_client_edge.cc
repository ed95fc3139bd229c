#include "edge/bench/one_client_edge.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/time/clock.h"
#include "boost/asio/ip/tcp.hpp"
#include "edge/bench/loopback_pair.h"
#include "edge/channel/socket.h"
#include "edge/websocket/websocket_session_for.h"

namespace lossy::edge {
namespace {

constexpr char kDescriptors[] = "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb";
constexpr std::size_t kMaxFrame = 126;

// The programs run from the root of the tree, or from a test's folder with its data.
std::shared_ptr<const RoutingTable> SampleRoutes() {
  google::protobuf::FileDescriptorSet descriptors;
  for (const char* folder : {"", "bazel-bin/"}) {
    std::ifstream file(absl::StrCat(folder, kDescriptors), std::ios::binary);
    if (!file || !descriptors.ParseFromIstream(&file)) continue;
    auto table = RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
    if (table.ok()) return *std::move(table);
  }
  std::abort();
}

ChannelLimits Unlogged() {
  ChannelLimits limits;
  limits.call_log_rate = 0;
  return limits;
}

}  // namespace

OneClientEdge::OneClientEdge()
    : StreamOwner({}, {}),
      limits_(Unlogged()),
      routes_(SampleRoutes()),
      hub_(service_, metrics_.pubsub, base::RealClock()),
      services_(service_, executor_, tokens_.users(), limits_, metrics_),
      channels_(table_, services_, hub_, presence_) {
  service_.Attach(hub_, executor_);
  const auto [client, server] = LoopbackPair();
  client_ = client;
  TcpStream::Socket socket(context_.get_executor());
  socket.assign(boost::asio::ip::tcp::v4(), server);
  stream_ = new TcpStream(std::move(socket), *this);
  stream_->Serve(std::make_unique<WebSocketSessionFor<Socket>>(
      *stream_, /*deflate=*/nullptr, metrics_.websockets, [this](Transport& transport) {
        return Socket(channels_, refresher_, metrics_, transport,
                      {.identity = {.user_id = "ann", .device_id = "d"}, .connection = nullptr});
      }));
  Send(Frame(R"(["1","1","room:a","phx_join",{}])"));
  Handle();
  Receive();
}

OneClientEdge::~OneClientEdge() {
  stream_->Kill();
  iteration().End();
  context_.poll();
  close(client_);
}

std::string OneClientEdge::Frame(absl::string_view text) {
  if (text.size() >= kMaxFrame) std::abort();
  std::string frame = {'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0};
  frame.append(text.data(), text.size());
  return frame;
}

void OneClientEdge::Send(absl::string_view bytes) {
  const ssize_t sent = ::send(client_, bytes.data(), bytes.size(), 0);
  if (sent != static_cast<ssize_t>(bytes.size())) std::abort();
}

void OneClientEdge::Handle() {
  context_.run_one();
  executor_.RunAll();
  iteration().End();
}

std::size_t OneClientEdge::Receive() {
  char buffer[16 * 1024];
  const ssize_t size = ::recv(client_, buffer, sizeof buffer, 0);
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

}  // namespace lossy::edge
