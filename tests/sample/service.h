#pragma once

#include "base/rpc/calls.h"
#include "lossy/sample/v1/room.grpc.pb.h"
#include "tests/sample/room_publisher.h"

namespace lossy::sample {

// The sample service of the tests, RoomService over gRPC: the edge's tests and load tests call it.
// A session occupies a thread while it lasts, which production code must not do. Thread-safe.
class Service final : public v1::RoomService::Service {
 public:
  using CountStream = grpc::ServerReaderWriter<v1::CountResponse, v1::CountRequest>;
  using TalkStream = grpc::ServerReaderWriter<v1::TalkResponse, v1::TalkRequest>;

  // `calls` and `publisher` must outlive the service.
  Service(base::Calls& calls, RoomPublisher& publisher) : calls_(calls), publisher_(publisher) {}

  grpc::Status JoinRoom(grpc::ServerContext* context, const v1::JoinRoomRequest* request,
                        v1::JoinRoomResponse* response) override;
  grpc::Status Echo(grpc::ServerContext* context, const v1::RoomMessage* request,
                    v1::RoomMessage* response) override;
  grpc::Status SendMessage(grpc::ServerContext* context, const v1::RoomMessage* request,
                           v1::SendMessageResponse* response) override;
  grpc::Status Ping(grpc::ServerContext* context, const v1::PingRequest* request,
                    v1::PingResponse* response) override;
  grpc::Status EchoError(grpc::ServerContext* context, const v1::RoomMessage* request,
                         v1::RoomMessage* response) override;
  grpc::Status EchoBlob(grpc::ServerContext* context, const v1::Blob* request,
                        v1::Blob* response) override;
  grpc::Status SendBlob(grpc::ServerContext* context, const v1::Blob* request,
                        v1::SendMessageResponse* response) override;
  grpc::Status Count(grpc::ServerContext* context, CountStream* stream) override;
  grpc::Status Talk(grpc::ServerContext* context, TalkStream* stream) override;

 private:
  base::Calls& calls_;
  RoomPublisher& publisher_;
};

}  // namespace lossy::sample
