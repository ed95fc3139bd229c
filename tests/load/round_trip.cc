// Measures a unary event of a client beside the bare gRPC call, one at a time, in one run: the
// sample service's Echo, called directly and through an edge that serves it. The two take turns, so
// that the machine's moods hit both.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "base/rpc/channel.h"
#include "base/rpc/internal_identity.h"
#include "base/time/clock.h"
#include "lossy/sample/v1/room.grpc.pb.h"
#include "tests/load/websocket_client.h"

ABSL_FLAG(std::string, service, "127.0.0.1:5105", "Address of the sample service");
ABSL_FLAG(int, edge_port, 5000, "Port of the edge");
ABSL_FLAG(std::string, token, "", "User token for the edge");
ABSL_FLAG(int, rounds, 5000, "Calls of each kind");

LOSSY_FLAG_RANGE(edge_port, 1, 65'535);
LOSSY_FLAG_RANGE(rounds, 1, 100'000'000);

namespace {

using lossy::sample::v1::RoomMessage;

double MedianMicros(std::vector<absl::Duration> times) {
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return absl::ToDoubleMicroseconds(times[times.size() / 2]);
}

int Fail(const std::string& problem) {
  std::fprintf(stderr, "%s\n", problem.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  lossy::base::ReadToolFlags(argc, argv);
  const base::InternalIdentity identity =
      base::InternalIdentity::FromFlags("round_trip", "round_trip");
  auto stub =
      sample::v1::RoomService::NewStub(base::OpenChannel(absl::GetFlag(FLAGS_service), "sample"));
  load::WebSocketClient client(
      absl::GetFlag(FLAGS_edge_port),
      absl::StrCat("/socket/websocket?vsn=2.0.0&token=", absl::GetFlag(FLAGS_token)));
  client.Send(R"(["1","1","room:a","phx_join",{}])");
  if (!absl::StrContains(client.Receive(), "\"ok\"")) return Fail("the join was refused");

  const base::Caller caller =
      identity.ToCall("bench", "bench", sample::v1::RoomService::service_full_name());
  std::vector<absl::Duration> bare, through;
  for (int i = 0; i < absl::GetFlag(FLAGS_rounds); ++i) {
    RoomMessage request, response;
    request.set_room("a");
    request.set_t(i);
    request.set_x("ping");
    const absl::Time start = lossy::base::SteadyNow();
    grpc::ClientContext context;
    base::Propagate(caller, absl::Seconds(5), context);
    const grpc::Status status = stub->Echo(&context, request, &response);
    if (!status.ok()) return Fail(status.error_message());
    const absl::Time middle = lossy::base::SteadyNow();
    client.Send(absl::StrCat(R"(["1","2","room:a","echo",{"t":)", i, R"(,"x":"ping"}])"));
    if (!absl::StrContains(client.Receive(), "\"ok\"")) return Fail("the event was refused");
    bare.push_back(middle - start);
    through.push_back(lossy::base::SteadyNow() - middle);
  }
  const double bare_micros = MedianMicros(std::move(bare));
  const double through_micros = MedianMicros(std::move(through));
  std::printf("bare gRPC %.0f us, through the edge %.0f us, ratio %.2f (medians of %d)\n",
              bare_micros, through_micros, through_micros / bare_micros,
              absl::GetFlag(FLAGS_rounds));
  return 0;
}
