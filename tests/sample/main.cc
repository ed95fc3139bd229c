// A service that is none of the product's, to show that the edge serves it without knowing it.
#include "base/process/service_main.h"
#include "base/rpc/calls.h"
#include "base/rpc/notifications_flag.h"
#include "tests/sample/room_publisher.h"
#include "tests/sample/service.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::ServiceMain service_main(argc, argv, "room_service",
                                 sample::v1::RoomService::service_full_name());
  base::Calls calls(*service_main.identity().verifier, service_main.registry());
  sample::RoomPublisher publisher(base::NotificationsChannelFromFlags(), service_main.identity());
  sample::Service service(calls, publisher);
  return service_main.Serve(calls, {.services = {&service}});
}
