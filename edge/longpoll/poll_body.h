#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/refusal/refusal.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// These functions return the JSON body of an answer to a long-poll request. `status` is the status
// in the body, which Phoenix's clients read instead of the HTTP status.

// Returns {"messages":["…"],"status":N,"token":"…"}. Each message is the text of a Phoenix message.
// `token` is the signed session token.
std::string PollBody(int status, absl::Span<const EncodedMessagePtr> messages,
                     absl::string_view token);

// Returns {"status":N}.
std::string StatusBody(int status);
// Returns {"status":N,…} with the members of a lossy.channel.v1.Error.
std::string ErrorBody(int status, const absl::Status& error);
// Returns {"status":N,"reason":"…","message":"…"}. The reason is the one that a client may know
// (base::PublicReason).
std::string RefusalBody(int status, base::RefusalReason reason);

}  // namespace lossy::edge
