#include "tests/sample/service.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/testing/eventually.h"
#include "tests/sample/counter.h"
#include "tests/sample/talk.h"

namespace lossy::sample {
namespace {

using base::Caller;

// Blocks for `duration`, or until the call is cancelled or its deadline has passed.
absl::Status Linger(const grpc::ServerContext& context, absl::Duration duration) {
  const bool is_cancelled = base::Eventually([&] { return context.IsCancelled(); }, duration);
  return is_cancelled ? absl::CancelledError("the client cancelled the call") : absl::OkStatus();
}

// The effect of a room's name on its joins.
absl::Status Admit(const grpc::ServerContext& context, absl::string_view room) {
  if (room == "locked") return absl::PermissionDeniedError("The room is locked");
  if (room == "denied") return absl::PermissionDeniedError("Not you");
  if (absl::StartsWith(room, "crash")) return absl::InternalError("The name wants it so");
  if (absl::StartsWith(room, "slow")) return Linger(context, absl::Milliseconds(500));
  if (absl::StartsWith(room, "hang")) return Linger(context, absl::InfiniteDuration());
  return absl::OkStatus();
}

absl::Status Converse(Service::TalkStream& stream) {
  Talk talk;
  v1::TalkRequest request;
  while (!talk.over() && stream.Read(&request)) {
    for (const v1::TalkResponse& answer : talk.Handle(request)) stream.Write(answer);
  }
  return talk.end();
}

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
    response->set_room(request->room());
    return Admit(*context, request->room());
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

grpc::Status Service::Ping(grpc::ServerContext* context, const v1::PingRequest*,
                           v1::PingResponse* response) {
  return calls_.Run(*context, "Ping", [&](const Caller&) {
    response->set_response("pong");
    return absl::OkStatus();
  });
}

grpc::Status Service::EchoError(grpc::ServerContext* context, const v1::RoomMessage* request,
                                v1::RoomMessage*) {
  return calls_.Run(*context, "EchoError",
                    [&](const Caller&) { return absl::PermissionDeniedError(request->x()); });
}

grpc::Status Service::EchoBlob(grpc::ServerContext* context, const v1::Blob* request,
                               v1::Blob* response) {
  return calls_.Run(*context, "EchoBlob", [&](const Caller&) {
    *response = *request;
    return absl::OkStatus();
  });
}

grpc::Status Service::SendBlob(grpc::ServerContext* context, const v1::Blob* request,
                               v1::SendMessageResponse*) {
  return calls_.Run(*context, "SendBlob",
                    [&](const Caller& caller) { return publisher_.Publish(*request, caller); });
}

grpc::Status Service::Count(grpc::ServerContext* context, CountStream* stream) {
  return calls_.Run(*context, "Count", [&](const Caller&) { return Converse(*stream); });
}

grpc::Status Service::Talk(grpc::ServerContext* context, TalkStream* stream) {
  return calls_.Run(*context, "Talk", [&](const Caller&) { return Converse(*stream); });
}

}  // namespace lossy::sample
