// Compares the CPU time that the edge takes for one message without traces and with a share of them
// sampled, in one run:
//   bazel run -c opt //edge/bench:trace_cost
// Each message is a push that a service in another process answers over gRPC. Clients have no
// network, so the true share of traces is smaller.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/trace/fake_trace_receiver.h"
#include "base/trace/span_exporter.h"
#include "base/trace/tracer.h"
#include "edge/auth/test_tokens.h"
#include "edge/bench/echo_client.h"
#include "edge/bench/echo_service.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/socket.h"
#include "edge/net/task_thread.h"
#include "edge/net/waitable_list.h"
#include "edge/presence/local_presence.h"
#include "edge/upstream/grpc_upstream.h"
#include "grpcpp/grpcpp.h"

ABSL_FLAG(std::string, descriptors, "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
          "Descriptor set of the sample service");
ABSL_FLAG(double, trace_share, 0.01, "Share of the traces that are sampled, from 0 to 1");
ABSL_FLAG(int, rounds, 40, "Rounds, each of which measures both");
ABSL_FLAG(int, messages, 4000, "Messages in a half round");

LOSSY_FLAG_RANGE(trace_share, 0, 1);
LOSSY_FLAG_RANGE(rounds, 1, 10'000);
LOSSY_FLAG_RANGE(messages, 100, 1'000'000);

namespace lossy::edge {
namespace {

constexpr char kService[] = "lossy.sample.v1.RoomService";
constexpr int kClients = 16;

std::shared_ptr<const RoutingTable> Routes() {
  google::protobuf::FileDescriptorSet descriptors;
  const std::string name = absl::GetFlag(FLAGS_descriptors);
  std::ifstream file(name, std::ios::binary);
  auto table = descriptors.ParseFromIstream(&file) ? RoutingTable::Build(descriptors, {kService})
                                                   : absl::NotFoundError(name);
  if (table.ok()) return *std::move(table);
  std::fprintf(stderr, "no routes: %s\n", std::string(table.status().message()).c_str());
  std::exit(1);
}

// One thread of an edge, with clients that have no network.
class BenchEdge final : private TopicSource {
 public:
  explicit BenchEdge(int port)
      : upstream_(
            absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>{
                {kService, grpc::CreateChannel(absl::StrCat("127.0.0.1:", port),
                                               grpc::InsecureChannelCredentials())}},
            registry_) {
    Run([this] {
      for (int i = 0; i < kClients; ++i) {
        clients_.push_back(std::make_unique<EchoClient>(context_));
      }
    });
  }
  ~BenchEdge() {
    Run([this] { clients_.clear(); });
    upstream_.Stop();
    thread_.Stop();
  }

  // Returns the CPU time of the process for one message.
  absl::Duration Measure(int messages) {
    const absl::Duration before = CpuTime();
    thread_.Post([this, messages] {
      for (auto& client : clients_) client->Start(messages / kClients, [this] { done_.Add(0); });
    });
    done_.Await(awaited_ += kClients);
    return (CpuTime() - before) / (messages / kClients * kClients);
  }

 private:
  static absl::Duration CpuTime() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
  }

  // Runs a task on the thread of the edge and waits for its end.
  void Run(std::function<void()> task) {
    thread_.Post([this, &task] {
      task();
      done_.Add(0);
    });
    done_.Await(++awaited_);
  }

  // TopicSource
  void Follow(Hub& hub, const base::SharedText& topic) override {
    thread_.Post([&hub, topic] { hub.OnFollowed(topic, Position()); });
  }
  void Unfollow(Hub&, const std::string&) override {}
  void Recover(Hub&, const std::string&, const Position&) override {}

  WaitableList<int> done_;  // An entry for each task and each client that has ended.
  int awaited_ = 0;
  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  const std::shared_ptr<const RoutingTable> table_ = Routes();
  const ChannelTable channel_table_{table_, metrics_.routes};
  const ChannelLimits limits_ = {};
  TestTokens test_tokens_;
  TokenRefresher tokens_{test_tokens_.authenticator(), metrics_.token_refused};
  TaskThread thread_;
  GrpcUpstream upstream_;
  Hub hub_{*this, metrics_.pubsub, base::RealClock()};
  LocalPresence presences_;
  ChannelPresence presence_{presences_, thread_, {}, metrics_.presence};
  ServiceCaller services_{upstream_, thread_, test_tokens_.users(), limits_, metrics_};
  ChannelFactory channels_{channel_table_, services_, hub_, presence_};
  SocketList list_{/*worker=*/0};
  const SocketContext context_{channels_, tokens_, metrics_, list_};
  std::vector<std::unique_ptr<EchoClient>> clients_;  // Used on the thread.
};

absl::Duration Median(std::vector<absl::Duration> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

void Compare(BenchEdge& edge, base::Tracer& tracer) {
  const int messages = absl::GetFlag(FLAGS_messages);
  edge.Measure(messages);
  std::vector<absl::Duration> off;
  std::vector<absl::Duration> on;
  std::vector<absl::Duration> more;
  for (int i = 0; i < absl::GetFlag(FLAGS_rounds); ++i) {
    off.push_back(edge.Measure(messages));
    base::Tracer::Install(&tracer);
    on.push_back(edge.Measure(messages));
    base::Tracer::Install(nullptr);
    more.push_back(on.back() - off.back());
  }
  const double plain = absl::ToDoubleMicroseconds(Median(off));
  const double traced = absl::ToDoubleMicroseconds(Median(on));
  const double difference = absl::ToDoubleMicroseconds(Median(more));
  std::printf(
      "CPU per message: %.2f us without traces, %.2f us with %g of them sampled: %+.1f %%\n", plain,
      traced, absl::GetFlag(FLAGS_trace_share), 100 * difference / plain);
}

}  // namespace
}  // namespace lossy::edge

int main(int argc, char** argv) {
  using namespace lossy;
  base::ReadToolFlags(argc, argv);
  const edge::EchoService service;  // Forks before any thread.
  base::SetLogLevel(base::LogLevel::kWarning);
  base::FakeTraceReceiver receiver;
  prometheus::Registry registry;
  base::SpanExporter exporter({.endpoint = receiver.endpoint()}, {{"service.name", "edge"}},
                              registry);
  base::Tracer tracer({.rate = absl::GetFlag(FLAGS_trace_share)}, exporter);
  edge::BenchEdge edge(service.port());
  edge::Compare(edge, tracer);
  return 0;
}
