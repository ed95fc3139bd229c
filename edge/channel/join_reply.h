#pragma once

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/span.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_client.h"
#include "edge/phoenix/message.h"

namespace lossy::edge {

// The reply that a client's join waits for. Belongs to the channel's thread.
class JoinReply {
 public:
  // The join arrives now. `superseded` is the join_ref of the channel that it replaces, for the
  // phx_close after the reply; empty: none. `connection` is the trace of the client's connection,
  // which the join's span continues unless the params have a traceparent.
  JoinReply(const Message& join, absl::string_view superseded,
            const base::TraceContext& connection);

  // The steady time at which the join arrived.
  absl::Time start() const { return start_; }
  // The request id of the call or session that decides the join, for the log.
  void set_request_id(std::string id) { request_id_ = std::move(id); }
  // The warnings about the join's params (ReadPush::warnings), which the reply contains.
  void set_warnings(std::string warnings) { warnings_ = std::move(warnings); }

  // The span of the join, from its arrival to Send.
  base::Span& span() { return span_; }

  // Sends the reply, ends the superseded channel, and records the join's outcome and duration. Must
  // be called once. `client` is that of the joining channel.
  void Send(const ChannelClient& client, const Answer& answer);

 private:
  std::string ref_;       // Raw JSON, as the other two.
  std::string join_ref_;  // As the client gave it.
  std::string superseded_;
  absl::Time start_;
  std::string request_id_;
  std::string warnings_;
  base::Span span_;
};

}  // namespace lossy::edge
