#pragma once

#include "base/rpc/unary_method.h"
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

  LOSSY_UNARY_METHOD(v1, Publish, PublishOne);
  LOSSY_UNARY_METHOD(v1, PublishBatch, PublishAll);
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Subscribe(
      grpc::CallbackServerContext* context) override;
  LOSSY_UNARY_METHOD(v1, Read, ReadLog);
  LOSSY_UNARY_METHOD(v1, EndEpochs, EndAll);

 private:
  // Check the caller's role and the request first.
  absl::Status PublishOne(const base::Caller& caller, const v1::PublishRequest& request,
                          v1::PublishResponse* response);
  absl::Status PublishAll(const base::Caller& caller, const v1::PublishBatchRequest& request,
                          v1::PublishBatchResponse* response);
  absl::Status ReadLog(const base::Caller& caller, const v1::ReadRequest& request,
                       v1::ReadResponse* response);
  absl::Status EndAll(const base::Caller& caller, const v1::EndEpochsRequest& request,
                      v1::EndEpochsResponse* response);

  base::Calls& calls_;
  const RequestValidator& validator_;
  TopicLog& log_;
  Hub& hub_;
  SubscribeStreams& streams_;
};

}  // namespace lossy::notifications
