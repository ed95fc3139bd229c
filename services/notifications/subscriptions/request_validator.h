#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// What a request may contain.
struct Limits {
  std::size_t event_id_bytes = 64;
  std::size_t topic_bytes = 512;
  std::size_t event_bytes = 1 << 20;
  std::size_t batch_events = 1000;
  std::size_t stream_topics = 1'000'000;
  std::size_t presence_ref_bytes = 64;
  std::size_t presence_key_bytes = 512;
  std::size_t presence_meta_bytes = 8 << 10;
  std::size_t stream_presences = 1'000'000;
};

// INVALID_ARGUMENT, naming the field, if the request is not one to be worked on.
absl::Status CheckTopic(const Limits& limits, const std::string& topic);
absl::Status CheckPublish(const Limits& limits, const v1::PublishRequest& request);
absl::Status CheckBatch(const Limits& limits, const v1::PublishBatchRequest& request);
absl::Status CheckTopics(const Limits& limits, const v1::EndEpochsRequest& request);
absl::Status CheckRef(const Limits& limits, const std::string& ref);
absl::Status CheckTrack(const Limits& limits, const v1::SubscribeRequest::Track& request);

// How many events a Read request asks for.
absl::StatusOr<int> ReadLimit(const v1::ReadRequest& request);

}  // namespace lossy::notifications
