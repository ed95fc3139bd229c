#include "edge/bench/echo_service.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "grpcpp/grpcpp.h"
#include "lossy/sample/v1/room.grpc.pb.h"

namespace lossy::edge {
namespace {

class RoomService final : public sample::v1::RoomService::Service {
 public:
  grpc::Status JoinRoom(grpc::ServerContext*, const sample::v1::JoinRoomRequest*,
                        sample::v1::JoinRoomResponse*) override {
    return grpc::Status::OK;
  }
  grpc::Status Echo(grpc::ServerContext*, const sample::v1::RoomMessage* request,
                    sample::v1::RoomMessage* response) override {
    *response = *request;
    return grpc::Status::OK;
  }
};

// Serves until the process is killed. Writes the port to `port_fd`.
[[noreturn]] void Serve(int port_fd) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  RoomService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (write(port_fd, &port, sizeof port) != sizeof port) std::exit(1);
  server->Wait();
  std::exit(0);
}

}  // namespace

EchoService::EchoService() {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  child_ = fork();
  if (child_ == 0) Serve(ends[1]);
  close(ends[1]);
  if (read(ends[0], &port_, sizeof port_) != sizeof port_) std::abort();
  close(ends[0]);
}

EchoService::~EchoService() {
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

}  // namespace lossy::edge
