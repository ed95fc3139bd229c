#pragma once

#include "services/notifications/subscriptions/request_validator.h"
#include "services/notifications/subscriptions/subscribe_streams.h"

namespace lossy::notifications {

// Returns the limits of requests from --max_event_bytes, --max_stream_topics and related flags.
RequestValidator::Limits RequestLimitsFromFlags();

// Returns the options of streams from --max_streams, --outbox_bytes and --slow_grace_ms.
SubscribeStreams::Options SubscribeStreamsOptionsFromFlags();

}  // namespace lossy::notifications
