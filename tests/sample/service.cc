#include "tests/sample/service.h"

#include "tests/sample/counter.h"

namespace lossy::sample {
namespace {

using base::Caller;

absl::Status Converse(Service::CountStream& stream) {
  Counter counter;
  v1::CountRequest request;
  while (stream.Read(&request)) {
    for (const v1::CountResponse& answer : counter.Handle(request)) stream.Write(answer);
    if (!request.has_stop()) continue;
    return request.stop().badly() ? absl::AbortedError("the client wanted it so")
                                  : absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Service::JoinRoom(grpc::ServerContext* context, const v1::JoinRoomRequest* request,
                               v1::JoinRoomResponse* response) {
  return calls_.Run(*context, "JoinRoom", [&](const Caller&) {
    if (request->room() == "locked") return absl::PermissionDeniedError("The room is locked");
    response->set_room(request->room());
    return absl::OkStatus();
  });
}

grpc::Status Service::Echo(grpc::ServerContext* context, const v1::RoomMessage* request,
                           v1::RoomMessage* response) {
  return calls_.Run(*context, "Echo", [&](const Caller&) {
    *response = *request;
    return absl::OkStatus();
  });
}

grpc::Status Service::SendMessage(grpc::ServerContext* context, const v1::RoomMessage* request,
                                  v1::SendMessageResponse*) {
  return calls_.Run(*context, "SendMessage",
                    [&](const Caller& caller) { return publisher_.Publish(*request, caller); });
}

grpc::Status Service::Count(grpc::ServerContext* context, CountStream* stream) {
  return calls_.Run(*context, "Count", [&](const Caller&) { return Converse(*stream); });
}

}  // namespace lossy::sample
