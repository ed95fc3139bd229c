#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/refusal/refusal.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// All functions return the JSON body of an answer to a long-poll request.

// {"messages":["…"],"status":N,"token":"…"}: each message is the text of a Phoenix message.
std::string PollBody(int status, absl::Span<const EncodedMessagePtr> messages,
                     absl::string_view token);

// {"status":N}
std::string StatusBody(int status);
// {"status":N} and the members of the error.
std::string ErrorBody(int status, const absl::Status& error);
// {"status":N} and the members "reason" and "message" of the refusal that the client may know.
std::string RefusalBody(int status, base::RefusalReason reason);

}  // namespace lossy::edge
