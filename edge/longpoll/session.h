#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/limits/byte_budget.h"
#include "edge/longpoll/poller.h"
#include "edge/longpoll/post_body.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// One client that polls: what it is sent waits here for its next poll. Messages that were handed
// out are kept until the next poll, and are sent again if their carrier broke. Without a poll for
// too long it ends. Belongs to one thread.
class LongpollSession final : public Transport,
                              public std::enable_shared_from_this<LongpollSession>,
                              private ByteAccount::Owner,
                              private base::LiveObject<"LongpollSession"> {
 public:
  struct Options {
    absl::Duration window;  // For a poll that waits.
    absl::Duration idle;    // Between polls.
    std::size_t max_bytes;  // Of messages that wait. Beyond it the session ends.
  };

  // `home` runs tasks on the session's thread. It and `metrics` must outlive it.
  LongpollSession(Executor& home, std::string token, Options options, absl::Time now,
                  std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics);
  ~LongpollSession() override;

  // Before anything else. The handler sends to this session.
  void Open(std::unique_ptr<MessageHandler> handler);

  // Answers with what waits, or with the next message, or after a window. An older poll ends.
  void Poll(std::shared_ptr<Poller> poller, absl::Time now);
  // The client does not wait for that answer any more.
  void Cancel(const Poller& poller, absl::Time now);
  // Hands a post's messages to the handler. Returns the status for the client.
  int Receive(PostBody body);
  // Counts the bytes of a post. The time for which its answer should wait, as the user is over a
  // rate: a client posts one after the other.
  absl::Duration Charge(std::size_t bytes);
  // Enforces deadlines.
  void Sweep(absl::Time now);

  // Ends as soon as no answer is owed. False: it was asked before.
  bool Drain();
  bool ended() const { return ended_; }
  // There is nothing more to come: it may be forgotten.
  bool over() const;

  void SendText(MessageParts parts) override;
  // Never called: there is no binary message for a client that polls.
  void SendBinary(MessageParts) override {}
  void Send(const EncodedMessagePtr& message) override;
  void Close(CloseCode code, absl::string_view reason) override;
  ByteAccount& account() override;

 private:
  void OnOverBudget() override;
  void DropAll();
  void CountHeld();
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
  std::shared_ptr<ByteAccount> account_;  // There once something was held.
  HeldBytes held_;
  std::size_t own_bytes_ = 0;  // This client's shares of its messages, since nothing waited.
  std::unique_ptr<MessageHandler> handler_;

  std::shared_ptr<Poller> waiting_;
  absl::Time deadline_;    // For waiting_.
  absl::Time last_heard_;  // When the last poll came or was answered.
  std::vector<EncodedMessagePtr> buffer_;
  std::vector<EncodedMessagePtr> handed_;  // Given to carrier_, which may have lost them.
  std::shared_ptr<Poller> carrier_;        // nullptr: nothing was handed out.
  std::size_t bytes_ = 0;                  // Of buffer_ and handed_.
  bool confirming_ = false;
  bool flushing_ = false;  // A flush is posted.
  bool draining_ = false;
  bool ended_ = false;  // Nothing is received any more; the rest may be fetched.
};

}  // namespace lossy::edge
