// A service that is none of the product's, to show that the edge serves it without knowing it.
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/audience.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/notifications_flag.h"
#include "tests/sample/room_publisher.h"
#include "tests/sample/service.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "room_service");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "room_service", base::AudienceOf(sample::v1::RoomService::service_full_name()));
  base::Calls calls(*identity.verifier, process.registry());
  sample::RoomPublisher publisher(base::NotificationsChannelFromFlags(), identity);
  sample::Service service(calls, publisher);
  return base::RunGrpcServer(process, calls, {&service}, [] { return absl::OkStatus(); });
}
