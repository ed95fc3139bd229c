#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/limits/byte_budget.h"
#include "edge/longpoll/longpoll_messages.h"
#include "edge/longpoll/poller.h"
#include "edge/longpoll/post_body.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The transport of one long-poll client. It queues messages until the client's next poll. It keeps
// the messages of an answer until the next poll, and sends them again if the answer was lost. It
// ends if the client does not poll for Options::idle.
//
// Belongs to one thread. LongpollSessions owns it. Callbacks hold weak references, so the owner may
// release it at any time.
class LongpollSession final : public Transport,
                              public std::enable_shared_from_this<LongpollSession>,
                              private ByteAccount::Owner,
                              private base::LiveObject<"LongpollSession"> {
 public:
  struct Options {
    absl::Duration window;  // The longest time that a poll waits.
    absl::Duration idle;    // The longest time between polls.
    // Payload bytes that may wait. A session with more ends, because its client is too slow.
    std::size_t max_bytes;
  };

  // `executor` runs tasks on the session's thread. `executor` and `metrics` must outlive the
  // session. `token` is the signed session token, which each answer repeats.
  LongpollSession(Executor& executor, std::string token, Options options,
                  std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics);
  ~LongpollSession() override;

  // Sets the receiver of the client's messages. Must be called once, before any other method. In
  // all methods, `now` is a steady time.
  void Open(std::unique_ptr<MessageHandler> handler, absl::Time now);

  // Starts a poll. Answers it with the messages that wait, or else with the next message. At the
  // end of the window it answers without a message. An earlier poll that still waits is answered
  // without a message at once.
  void Poll(std::shared_ptr<Poller> poller, absl::Time now);
  // Drops a poll whose client no longer waits for the answer.
  void Cancel(const Poller& poller, absl::Time now);
  // Passes the messages of a post to the handler. Returns the status for the answer's body.
  int Receive(PostBody body);
  // Counts the bytes of a post against the user's rate. Returns the time by which to delay the
  // answer to the post, which slows the client: it sends its next post after the answer.
  absl::Duration Charge(std::size_t bytes);
  // Enforces deadlines. Must be called about every LongpollSessions::period().
  void Sweep(absl::Time now);

  // Ends the session as soon as its client waits for no answer. Returns false if it has ended or
  // was drained before.
  bool Drain();
  // Returns true once the session receives no more messages. The client may still poll for the
  // messages that wait.
  bool ended() const { return state_ == State::kEnded; }
  // Returns true once the owner may release the session: it has ended, and no message or poll
  // waits.
  bool over() const { return ended() && waiting_ == nullptr && messages_.empty(); }

  // Transport
  TransportKind transport_kind() const override { return TransportKind::kLongpoll; }
  // Ends the session. Code and reason do not reach the client, because an answer to a poll has no
  // field for them.
  void Close(CloseCode code, absl::string_view reason) override;
  ByteAccount& account() override;

 private:
  enum class State : std::uint8_t {
    kOpen,
    kDraining,  // The session ends once the client waits for no answer.
    kEnded,     // The session receives nothing more. The client may poll for the rest.
  };

  // Transport
  void WriteText(MessageParts parts) override;
  // Never called, because the serializer of long-poll clients has no binary messages.
  void WriteBinary(MessageParts) override {}
  void Write(const EncodedMessagePtr& message) override { Push(message); }

  void OnOverBudget() override;
  void DropAll();
  void Push(EncodedMessagePtr message);
  void End();
  void Lose();
  std::shared_ptr<Poller> TakeWaiting();
  void AnswerWaiting(int status);
  void FlushSoon();
  void Flush();
  void OnConfirmed(bool delivered);

  Executor& executor_;
  const std::string token_;
  const Options options_;
  EdgeMetrics& metrics_;
  const std::shared_ptr<ByteBudget> budget_;
  std::unique_ptr<MessageHandler> handler_;
  HeldBytes held_;
  LongpollMessages messages_;
  std::shared_ptr<Poller> waiting_;  // The poll that waits for a message.
  std::shared_ptr<Poller> carrier_;  // The poll whose answer carries messages.
  absl::Time deadline_;              // The end of waiting_'s window.
  absl::Time last_poll_;             // The time when the last poll began or ended.
  bool confirming_ = false;          // True while carrier_->Confirm has not called back.
  bool flushing_ = false;            // True while a flush is posted.
  State state_ = State::kOpen;
};

}  // namespace lossy::edge
