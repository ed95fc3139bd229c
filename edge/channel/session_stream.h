#pragma once

#include <deque>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/channel/answer.h"
#include "edge/channel/environment.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The stream behind one joined topic of a stateful channel. Belongs to the channel's thread.
class SessionStream final : private StreamListener, private base::LiveObject<"SessionStream"> {
 public:
  // A request that waits for its reply.
  struct Pending {
    std::uint64_t id;
    const SessionEvent* event;
    std::string name;
    std::string ref;  // Raw JSON.
    absl::Time start;
  };

  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnSessionJoined(const Answer& answer) = 0;
    virtual void OnSessionAnswer(const Pending& request, const Answer& answer) = 0;
    virtual void OnSessionPush(absl::string_view event, Payload payload) = 0;
    // The service ended the stream; `status` says whether on purpose. The last call.
    virtual void OnSessionOver(const absl::Status& status) = 0;
  };

  // Opens the stream and sends the join. The references must outlive it; `identity` need not.
  SessionStream(Environment& environment, const ChannelRoute& route, const base::Identity& identity,
                Transport& transport, absl::string_view join_message, Owner& owner);
  ~SessionStream() override;

  const std::string& request_id() const { return request_id_; }

  // Sends an event. Without a ref (`null`) no reply is wanted. False: too much is waiting already.
  bool Send(const SessionEvent& event, absl::string_view name, absl::string_view ref,
            absl::string_view message);

  // Whether a request waits for its reply.
  bool busy() const { return !pending_.empty(); }

  // Answers all that wait so.
  void Refuse(const Answer& answer);

  // Answers what has waited too long.
  void Expire(absl::Time now);

 private:
  void OnMessage(absl::string_view message) override;
  void OnEnd(const absl::Status& status) override;
  void AnswerPending(absl::string_view ref, const Answer& answer);
  void CountHeld();
  void LogAnswer(const Pending& request, const Answer& answer) const;

  Environment& environment_;
  const ChannelRoute& route_;
  Transport& transport_;
  Owner& owner_;
  std::string request_id_;  // Of the stream; a frame's has its id behind.
  std::shared_ptr<UpstreamStream> stream_;
  std::deque<Pending> pending_;  // By id, ascending.
  std::uint64_t last_id_ = 0;
  std::size_t ref_bytes_ = 0;  // Of pending_.
  HeldBytes held_;             // Of what the service has not read, and of refs.
};

}  // namespace lossy::edge
