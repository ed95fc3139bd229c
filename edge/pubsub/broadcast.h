#pragma once

#include "absl/strings/string_view.h"
#include "edge/phoenix/serializer.h"
#include "edge/transcoding/payload.h"
#include "edge/transport/frame.h"

namespace lossy::edge {

// A message for all clients of one channel topic: both refs are null. `topic_json` is `topic` as a
// JSON string, `event` a plain identifier.
FramePtr EncodeBroadcast(Serializer serializer, absl::string_view topic,
                         absl::string_view topic_json, absl::string_view event,
                         const Payload& payload);

}  // namespace lossy::edge
