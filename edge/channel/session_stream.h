#pragma once

#include <deque>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "base/trace/span.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The gRPC stream of a session: it carries all messages of one topic of a stateful channel. Belongs
// to the channel's thread.
class SessionStream final : private StreamListener, private base::LiveObject<"SessionStream"> {
 public:
  // A client's push that waits for the service's reply.
  struct Pending {
    std::uint64_t id;          // The ref of the request on the stream, from 1 on.
    const ServedEvent* event;  // ServedEvent::session is set.
    std::string ref;           // The ref of the client's push, as raw JSON.
    absl::Time start;          // The steady time at which the push was sent.
    std::string warnings;      // ReadPush::warnings, for the reply.
    base::Span frame;          // Of the push, until its reply.
    base::Span call;           // Of the request on the stream, a child of `frame`.
  };

  // A client's push for the service.
  struct Push {
    const ServedEvent* event;
    absl::string_view ref;      // Raw JSON. If it is `null`, the client wants no reply.
    absl::string_view message;  // In wire form.
    std::string warnings;       // For the reply.
    base::Span span = {};       // Of the push.
  };

  // The channel. It may destroy the stream within each call.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The service has answered the join.
    virtual void OnSessionJoined(const Answer& answer) = 0;
    // The service has replied to a request, or the request has timed out.
    virtual void OnSessionAnswer(const Pending& request, const Answer& answer) = 0;
    // The service pushes an event to the client.
    virtual void OnSessionPush(absl::string_view event, Payload payload) = 0;
    // The last call: the service ended the stream. An error means that it failed.
    virtual void OnSessionOver(const absl::Status& status) = 0;
  };

  // The references must outlive the stream.
  SessionStream(ServiceCaller& services, const ChannelRoute& route, Transport& transport,
                Owner& owner);
  ~SessionStream() override;

  // Opens the stream for `identity` and sends the join, whose message is in wire form. `trace` is
  // the span of the join. Must be called once, before Send.
  void Open(const base::Identity& identity, absl::string_view join_message,
            const base::TraceContext& trace);

  // Returns the request id of the stream. In logs, a request has the id "<request
  // id>.<Pending::id>".
  const std::string& request_id() const { return request_id_; }

  // Sends an event. Returns false, and drops the event, if too many requests or bytes wait.
  bool Send(Push push);

  // Returns true if a request waits for its reply.
  bool busy() const { return !pending_.empty(); }

  // Answers each waiting request with `answer`.
  void Refuse(const Answer& answer);

  // Answers the requests that have waited for ChannelLimits::call_limit with an error. Must be
  // called about once a second. `now` is a steady time.
  void Expire(absl::Time now);

 private:
  void OnMessage(absl::string_view message) override;
  void OnEnd(const absl::Status& status) override;
  void AnswerPending(absl::string_view ref, const absl::Status& status, const Answer& answer);
  // Starts the span of a request on the stream, a child of `parent`, if there is a trace.
  base::Span StartCall(const base::TraceContext& parent) const;
  void CountHeld();
  void LogAnswer(const Pending& request, const Answer& answer) const;

  ServiceCaller& services_;
  const ChannelRoute& route_;
  Transport& transport_;
  Owner& owner_;
  std::string request_id_;
  std::shared_ptr<UpstreamStream> stream_;
  std::deque<Pending> pending_;  // By id, ascending.
  std::uint64_t last_id_ = 0;
  std::size_t ref_bytes_ = 0;  // Bytes of the refs in pending_.
  base::Span join_;            // Of the join on the stream, until its reply.
  HeldBytes held_;             // Bytes of those refs, and of messages that are not written yet.
};

}  // namespace lossy::edge
