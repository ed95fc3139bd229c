// Polls for browsers: a gRPC service behind Lossy's edge. docs/services.md explains it.
#include "base/process/service_main.h"
#include "base/rpc/calls.h"
#include "base/rpc/notifications_flag.h"
#include "examples/cpp/poll_publisher.h"
#include "examples/cpp/service.h"
#include "polls/v1/polls.grpc.pb.h"

int main(int argc, char** argv) {
  namespace base = lossy::base;
  // The name of the process is the package of its service, as in its certificate.
  base::ServiceMain service_main(argc, argv, "polls.v1",
                                 polls::v1::PollService::service_full_name());
  base::Calls calls(*service_main.identity().verifier, service_main.registry());
  polls::PollPublisher publisher(base::NotificationsChannelFromFlags(), service_main.identity());
  polls::Service service(calls, publisher);
  return service_main.Serve(calls, {.services = {&service}});
}
