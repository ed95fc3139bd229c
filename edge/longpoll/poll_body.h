#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/refusal/refusal.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// {"messages":["…"],"status":N,"token":"…"}: every message is a frame's payload, as a JSON string.
std::string PollBody(int status, absl::Span<const EncodedMessagePtr> messages,
                     absl::string_view token);

// {"status":N}
std::string StatusBody(int status);
// The same with the members that an error has.
std::string ErrorBody(int status, const absl::Status& error);
// The same with the members "reason" and "message" of a refusal, as the client may know it.
std::string RefusalBody(int status, base::RefusalReason reason);

}  // namespace lossy::edge
