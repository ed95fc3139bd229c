// A service that is none of the product's, to show that the edge serves it without knowing it.
#include <string>

#include "absl/flags/flag.h"
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/audience.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/internal_identity.h"
#include "tests/sample/room_publisher.h"
#include "tests/sample/service.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "room_service");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "room_service", base::AudienceOf(sample::v1::RoomService::service_full_name()));
  base::Calls calls(*identity.verifier, process.registry());
  sample::RoomPublisher publisher(base::OpenChannel(absl::GetFlag(FLAGS_notifications)), identity);
  sample::Service service(calls, publisher);
  return base::RunGrpcServer(process, calls, {&service}, [] { return absl::OkStatus(); });
}
