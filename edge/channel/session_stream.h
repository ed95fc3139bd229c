#pragma once

#include <deque>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The stream behind one topic of a stateful channel. Belongs to the channel's thread.
class SessionStream final : private StreamListener, private base::LiveObject<"SessionStream"> {
 public:
  // A request that waits for its reply.
  struct Pending {
    std::uint64_t id;
    const ServedEvent* event;  // Its `session` is set.
    std::string ref;           // Raw JSON.
    absl::Time start;
  };

  // The channel. It may destroy the stream in each of the calls.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnSessionJoined(const Answer& answer) = 0;
    virtual void OnSessionAnswer(const Pending& request, const Answer& answer) = 0;
    virtual void OnSessionPush(absl::string_view event, Payload payload) = 0;
    // The last call: the service ended the stream. An error means that it failed.
    virtual void OnSessionOver(const absl::Status& status) = 0;
  };

  // The references must outlive the stream.
  SessionStream(ServiceCaller& services, const ChannelRoute& route, Transport& transport,
                Owner& owner);
  ~SessionStream() override;

  // Opens the stream for `identity` and sends the join. Must be called once, before Send.
  void Open(const base::Identity& identity, absl::string_view join_message);

  // The request id of the stream; a request's log line has its number behind it.
  const std::string& request_id() const { return request_id_; }

  // Sends an event. A `ref` of `null` asks for no reply. False: too much waits already, and the
  // event was not sent.
  bool Send(const ServedEvent& event, absl::string_view ref, absl::string_view message);

  // True if a request waits for its reply.
  bool busy() const { return !pending_.empty(); }

  // Answers each request that waits with `answer`.
  void Refuse(const Answer& answer);

  // Answers the requests that have waited too long. To be called about once a second.
  void Expire(absl::Time now);

 private:
  void OnMessage(absl::string_view message) override;
  void OnEnd(const absl::Status& status) override;
  void AnswerPending(absl::string_view ref, const Answer& answer);
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
  std::size_t ref_bytes_ = 0;  // Of pending_.
  HeldBytes held_;             // Of messages that the service has not read, and of refs.
};

}  // namespace lossy::edge
