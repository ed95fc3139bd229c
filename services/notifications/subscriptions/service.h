#pragma once

#include "base/rpc/calls.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/request_validator.h"
#include "services/notifications/subscriptions/subscribe_streams.h"

namespace lossy::notifications {

// NotificationsService over gRPC (notifications.proto). It authenticates callers, checks requests,
// and passes them to the hub, the log and the streams. Subscribe sends raw bytes, so that all
// streams share one encoded event. Thread-safe.
class Service final : public v1::NotificationsService::WithRawCallbackMethod_Subscribe<
                          v1::NotificationsService::Service> {
 public:
  // The arguments must outlive the service.
  Service(base::Calls& calls, const RequestValidator& validator, TopicLog& log, Hub& hub,
          SubscribeStreams& streams)
      : calls_(calls), validator_(validator), log_(log), hub_(hub), streams_(streams) {}

  grpc::Status Publish(grpc::ServerContext* context, const v1::PublishRequest* request,
                       v1::PublishResponse* response) override;
  grpc::Status PublishBatch(grpc::ServerContext* context, const v1::PublishBatchRequest* request,
                            v1::PublishBatchResponse* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Subscribe(
      grpc::CallbackServerContext* context) override;
  grpc::Status Read(grpc::ServerContext* context, const v1::ReadRequest* request,
                    v1::ReadResponse* response) override;
  grpc::Status EndEpochs(grpc::ServerContext* context, const v1::EndEpochsRequest* request,
                         v1::EndEpochsResponse* response) override;

 private:
  void PublishBatch(const v1::PublishBatchRequest& request, v1::PublishBatchResponse& response);
  absl::Status Read(const v1::ReadRequest& request, v1::ReadResponse& response);
  absl::Status EndEpochs(const v1::EndEpochsRequest& request);

  base::Calls& calls_;
  const RequestValidator& validator_;
  TopicLog& log_;
  Hub& hub_;
  SubscribeStreams& streams_;
};

}  // namespace lossy::notifications
