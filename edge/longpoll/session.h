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

// The transport of one client that polls. Messages for the client wait here for its next poll. The
// messages that an answer carries are kept until the next poll, and are sent again if the answer
// did not reach the client. A session without a poll for too long ends.
//
// Belongs to one thread. Callbacks hold weak references, so the owner may release it at any time.
class LongpollSession final : public Transport,
                              public std::enable_shared_from_this<LongpollSession>,
                              private ByteAccount::Owner,
                              private base::LiveObject<"LongpollSession"> {
 public:
  struct Options {
    absl::Duration window;  // The longest time that a poll waits.
    absl::Duration idle;    // The longest time between polls.
    std::size_t max_bytes;  // Of messages that wait. A session over it is slow, and ends.
  };

  // `home` runs tasks on the session's thread. `home` and `metrics` must outlive the session.
  // `token` is the signed token that each answer repeats.
  LongpollSession(Executor& home, std::string token, Options options,
                  std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics);
  ~LongpollSession() override;

  // Sets the receiver of the client's messages, which sends to this session. To be called once,
  // before anything else. `now` is a steady time, as in all calls.
  void Open(std::unique_ptr<MessageHandler> handler, absl::Time now);

  // Answers the poller with the messages that wait, with the next message, or with none at the end
  // of the window. A poll that still waits is answered with none.
  void Poll(std::shared_ptr<Poller> poller, absl::Time now);
  // The client no longer waits for the answer to that poll.
  void Cancel(const Poller& poller, absl::Time now);
  // Hands the messages of a post to the handler. Returns the status for the client.
  int Receive(PostBody body);
  // Counts the bytes of a post. Returns the time by which to delay its answer if the user is over a
  // rate: a client sends its next post after the answer.
  absl::Duration Charge(std::size_t bytes);
  // Enforces deadlines.
  void Sweep(absl::Time now);

  // Ends the session as soon as it owes no answer. False: it was asked before, or has ended.
  bool Drain();
  // True once nothing more is received. The client may still poll for the messages that wait.
  bool ended() const { return state_ == State::kEnded; }
  // True once the owner may release the session: it has ended, and no message or poll waits.
  bool over() const { return ended() && waiting_ == nullptr && messages_.empty(); }

  // Transport
  void SendText(MessageParts parts) override;
  // Never called: clients that poll are not sent binary messages.
  void SendBinary(MessageParts) override {}
  void Send(const EncodedMessagePtr& message) override { Push(message); }
  // The code does not reach the client: an answer to a poll has no field for it.
  void Close(CloseCode code, absl::string_view reason) override;
  ByteAccount& account() override;

 private:
  enum class State : std::uint8_t {
    kOpen,
    kDraining,  // Ends once the client has the answers that it waits for.
    kEnded,     // Nothing is received; the client may poll for the rest.
  };

  void OnOverBudget() override;
  void DropAll();
  void Push(EncodedMessagePtr message);
  void End();
  std::shared_ptr<Poller> TakeWaiting();
  void AnswerWaiting(int status);
  void FlushSoon();
  void Flush();
  void OnConfirmed(bool delivered);

  Executor& home_;
  const std::string token_;
  const Options options_;
  EdgeMetrics& metrics_;
  const std::shared_ptr<ByteBudget> budget_;
  std::unique_ptr<MessageHandler> handler_;
  HeldBytes held_;
  LongpollMessages messages_;
  std::shared_ptr<Poller> waiting_;  // The poll that waits for a message.
  std::shared_ptr<Poller> carrier_;  // The poll whose answer carries messages.
  absl::Time deadline_;              // Of waiting_.
  absl::Time last_poll_;             // The time when the last poll came or was answered.
  bool confirming_ = false;          // The carrier is asked whether its answer arrived.
  bool flushing_ = false;            // A flush is posted.
  State state_ = State::kOpen;
};

}  // namespace lossy::edge
