// Measures `list_videos` of a client through the edge beside the bare gRPC call of the video
// service: the latency, and the CPU of all servers. The two take turns in short batches, so that a
// disturbance of the machine affects both.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "base/rpc/channel.h"
#include "base/rpc/deadline.h"
#include "base/rpc/metadata.h"
#include "base/time/clock.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "tests/load/client_stream.h"
#include "tests/load/process_cpu.h"
#include "tests/load/websocket_client.h"

ABSL_FLAG(std::string, video, "127.0.0.1:4101", "Address of the video service");
ABSL_FLAG(int, edge_port, 4000, "Port of the edge");
ABSL_FLAG(std::string, token, "", "User token for the edge and the service");
ABSL_FLAG(std::string, server_pids, "",
          "Processes whose CPU counts, with commas; each counts with its children");
ABSL_FLAG(int, at_once, 1, "Clients, each with one call at a time");
ABSL_FLAG(int, batches, 20, "Batches of each kind");
ABSL_FLAG(int, calls, 200, "Calls of a batch");

LOSSY_FLAG_RANGE(edge_port, 1, 65'535);
LOSSY_FLAG_RANGE(at_once, 1, 1000);
LOSSY_FLAG_RANGE(batches, 1, 1'000'000);
LOSSY_FLAG_RANGE(calls, 1, 1'000'000);

namespace lossy::load {
namespace {

// The first batches, in which connections and statements are prepared, do not count.
constexpr int kWarmUp = 3;

constexpr absl::Duration kCallLimit = absl::Seconds(5);

void EndWithMessage(const std::string& problem) {
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::exit(1);
}

std::vector<pid_t> ServerPids() {
  std::vector<pid_t> pids;
  for (const absl::string_view each :
       absl::StrSplit(absl::GetFlag(FLAGS_server_pids), ',', absl::SkipEmpty())) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(each, &pid)) EndWithMessage("--server_pids: a pid must be a number");
    pids.push_back(pid);
  }
  return pids;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The batches of one kind of call.
class Measurement {
 public:
  // Runs a batch: `call` gets the number of its client, from several threads at once.
  void Run(const std::vector<pid_t>& servers, bool counts, absl::FunctionRef<void(int)> call) {
    const int clients = absl::GetFlag(FLAGS_at_once);
    const int calls = std::max(absl::GetFlag(FLAGS_calls) / clients, 1);
    std::vector<std::vector<double>> times(static_cast<std::size_t>(clients));
    const std::int64_t before = CpuNanoseconds(servers);
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
      threads.emplace_back([&, client] {
        for (int i = 0; i < calls; ++i) {
          const absl::Time start = base::SteadyNow();
          call(client);
          times[static_cast<std::size_t>(client)].push_back(
              absl::ToDoubleMicroseconds(base::SteadyNow() - start));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const std::int64_t used = CpuNanoseconds(servers) - before;
    if (!counts) return;
    cpu_.push_back(static_cast<double>(used) / 1000 / (calls * clients));
    for (const auto& each : times) latencies_.insert(latencies_.end(), each.begin(), each.end());
  }

  double latency() const { return Median(latencies_); }
  double cpu() const { return Median(cpu_); }

 private:
  std::vector<double> latencies_;  // In microseconds, one of each call.
  std::vector<double> cpu_;        // In microseconds a call, one of each batch.
};

class Clients {
 public:
  Clients()
      : stub_(video::v1::VideoService::NewStub(
            base::OpenChannel(absl::GetFlag(FLAGS_video), "video"))) {
    for (int i = 0; i < absl::GetFlag(FLAGS_at_once); ++i) {
      sockets_.push_back(std::make_unique<WebSocketClient>(
          absl::GetFlag(FLAGS_edge_port),
          absl::StrCat("/socket/websocket?vsn=2.0.0&token=", absl::GetFlag(FLAGS_token)),
          tls_.get()));
      sockets_.back()->Send(R"(["1","1","video:meta","phx_join",{}])");
      if (!absl::StrContains(sockets_.back()->Receive(), "\"ok\"")) {
        EndWithMessage("the join was refused");
      }
    }
  }

  void CallService() {
    grpc::ClientContext context;
    context.set_deadline(base::GrpcDeadline(base::SteadyNow() + kCallLimit));
    base::AddCallMetadata(absl::GetFlag(FLAGS_token), "list_videos", context);
    video::v1::ListVideosResponse response;
    const grpc::Status status = stub_->ListVideos(&context, {}, &response);
    if (!status.ok()) EndWithMessage(status.error_message());
  }

  void CallEdge(int client) {
    WebSocketClient& socket = *sockets_[static_cast<std::size_t>(client)];
    socket.Send(R"(["1","2","video:meta","list_videos",{}])");
    if (!absl::StrContains(socket.Receive(), "\"ok\"")) EndWithMessage("the event was refused");
  }

 private:
  const std::unique_ptr<video::v1::VideoService::Stub> stub_;
  const ClientTls tls_ = ClientTlsFromFlags();
  std::vector<std::unique_ptr<WebSocketClient>> sockets_;
};

}  // namespace
}  // namespace lossy::load

int main(int argc, char** argv) {
  using namespace lossy::load;
  lossy::base::ReadToolFlags(argc, argv);
  const std::vector<pid_t> servers = ServerPids();
  Clients clients;
  Measurement bare, through;
  for (int batch = -kWarmUp; batch < absl::GetFlag(FLAGS_batches); ++batch) {
    bare.Run(servers, batch >= 0, [&](int) { clients.CallService(); });
    through.Run(servers, batch >= 0, [&](int client) { clients.CallEdge(client); });
  }
  std::printf(
      "%d at a time: bare gRPC %.0f us and %.0f us of CPU, through the edge %.0f us and %.0f us of "
      "CPU, ratios %.2f and %.2f\n",
      absl::GetFlag(FLAGS_at_once), bare.latency(), bare.cpu(), through.latency(), through.cpu(),
      through.latency() / bare.latency(), through.cpu() / bare.cpu());
  return 0;
}
