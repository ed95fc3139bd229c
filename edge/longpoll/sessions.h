#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "edge/channel/client.h"
#include "edge/longpoll/session.h"

namespace lossy::edge {

// Bounds of the long-poll sessions of one thread.
struct LongpollLimits {
  // The longest time that a poll waits for a message. Stock clients time out after 20 s.
  absl::Duration window = absl::Seconds(10);
  // The longest time between two polls. A session without a poll for longer ends.
  absl::Duration idle = absl::Seconds(20);
  std::size_t max_sessions = 10'000;  // Sessions of one thread.
};

// Owns the long-poll sessions of one thread. Belongs to that thread.
class LongpollSessions {
 public:
  struct Options {
    LongpollSession::Options session;
    std::size_t max_sessions;  // Open sessions, at most.
  };

  // Makes the receiver of a client's messages. The transport outlives the result.
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `executor` runs tasks on this thread. The references must outlive the sessions.
  LongpollSessions(Executor& executor, const Options& options, std::shared_ptr<ByteBudget> budget,
                   EdgeMetrics& metrics, MakeSocket make_socket);
  ~LongpollSessions();

  // Opens a session for the client. `id` and `token` are those of SessionTokenMaker::Made. Returns
  // false if there are too many sessions.
  bool Open(std::string id, const std::string& token, Client client);
  // Returns the session, or nullptr if it does not exist or has ended.
  LongpollSession* Find(absl::string_view id);

  // Answers the poller with `body` at the steady time `due`. It slows a client that posts too fast.
  void AnswerAt(absl::Time due, std::shared_ptr<Poller> poller, std::string body);

  // Returns true if nothing has a deadline.
  bool empty() const { return sessions_.empty() && late_answers_.empty(); }
  // Enforces deadlines. Must be called every period() unless empty(). `now` is a steady time.
  void Sweep(absl::Time now);
  // Returns the period of Sweep, between 1 ms and 500 ms.
  absl::Duration period() const;

  // Drains `count` more sessions (LongpollSession::Drain). Their clients may still poll for the
  // messages that wait.
  void Drain(std::size_t count);
  std::size_t size() const { return sessions_.size(); }
  // Returns true if all sessions had ended at the last Sweep or Drain.
  bool ended() const { return ended_; }
  // Releases all sessions.
  void Clear() { sessions_.clear(); }

 private:
  void UpdateEnded();

  Executor& executor_;
  const Options options_;
  const std::shared_ptr<ByteBudget> budget_;
  EdgeMetrics& metrics_;
  const MakeSocket make_socket_;
  absl::flat_hash_map<std::string, std::shared_ptr<LongpollSession>> sessions_;
  // An answer that waits for its time. Each connection has at most one, because it handles no other
  // request before.
  struct LateAnswer {
    absl::Time due;
    std::shared_ptr<Poller> poller;
    std::string body;
  };
  std::vector<LateAnswer> late_answers_;
  bool ended_ = true;
};

}  // namespace lossy::edge
