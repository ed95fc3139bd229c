#include "edge/channel/join_reply.h"

#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/frame_span.h"

namespace lossy::edge {
namespace {

void LogJoin(const ChannelRoute& route, absl::string_view request_id, const Answer& answer,
             absl::Duration duration) {
  base::Log(base::LogLevel::kInfo, "join",
            {{"channel", absl::string_view(route.pattern.text())},
             {"request_id", request_id},
             {"code", answer.ok() ? "OK" : "ERROR"},
             {"microseconds", absl::ToInt64Microseconds(duration)}});
}

}  // namespace

JoinReply::JoinReply(const Message& join, absl::string_view superseded,
                     const base::TraceContext& connection)
    : ref_(join.ref),
      join_ref_(join.join_ref),
      superseded_(superseded),
      start_(base::SteadyNow()),
      span_(StartFrameSpan("phx_join", join.binary ? absl::string_view() : join.payload,
                           connection)) {}

void JoinReply::Send(const ChannelClient& client, const Answer& answer) {
  const base::CurrentTrace current(span_.context());
  const absl::Duration duration = base::SteadyNow() - start_;
  const ServedTopic& topic = client.topic();
  topic.channel().metrics.join.Record(answer.ok(), duration);
  if (!answer.ok()) {
    topic.channel().metrics.joins_refused.Count(answer.reason);
    client.owner().OnRefused(ClientError::kJoinRefused, topic.channel().route.pattern.text(),
                             answer);
  }
  LogJoin(topic.channel().route, request_id_, answer, duration);
  const Sender sender = client.sender();
  if (warnings_.empty()) {
    sender.Reply(join_ref_, ref_, topic.name(), answer);
  } else {
    sender.Reply(join_ref_, ref_, topic.name(), WithWarnings(answer, warnings_));
  }
  if (!superseded_.empty()) sender.PhxClose(superseded_, topic.name());
  TraceWrite(span_, sender.transport());
  span_.Set("lossy.topic_pattern", topic.channel().route.pattern.text());
  span_.Set("lossy.request_id", request_id_);
  span_.Set("lossy.reply", answer.status);
  span_.End();
}

}  // namespace lossy::edge
