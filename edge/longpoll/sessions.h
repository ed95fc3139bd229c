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
  // The longest time that a session lives without a poll that waits.
  absl::Duration idle = absl::Seconds(20);
  // Bytes of messages that wait for the next poll. A session over it is slow and ends.
  std::size_t max_session_bytes = 4 << 20;
  std::size_t max_sessions = 10'000;  // For each thread.
};

// Owns the long-poll sessions of one thread. Belongs to that thread.
class LongpollSessions {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `home` runs tasks on this thread. The references must outlive the sessions.
  LongpollSessions(Executor& home, const LongpollLimits& limits, std::shared_ptr<ByteBudget> budget,
                   EdgeMetrics& metrics, MakeSocket make_socket);
  ~LongpollSessions();

  // Opens a session for the client. `token` is its signed token. Returns false if there are too
  // many sessions.
  bool Open(std::string id, const std::string& token, Client client);
  // Returns the session, or nullptr if it does not exist or has ended.
  LongpollSession* Find(absl::string_view id);

  // Answers with `body` at the time `due`, to slow a client that posts too fast.
  void AnswerAt(absl::Time due, std::shared_ptr<Poller> poller, std::string body);

  // Enforces deadlines. To be called every period(); `now` is a steady time.
  void Sweep(absl::Time now);
  absl::Duration period() const;

  // Ends `count` more sessions, each as soon as it owes no answer. Their clients may still poll for
  // the messages that wait.
  void Drain(std::size_t count);
  std::size_t size() const { return sessions_.size(); }
  // True if all sessions had ended at the last Sweep or Drain.
  bool ended() const { return ended_; }
  // Releases all sessions.
  void Clear() { sessions_.clear(); }

 private:
  void UpdateEnded();

  Executor& home_;
  const LongpollLimits limits_;
  const std::shared_ptr<ByteBudget> budget_;
  EdgeMetrics& metrics_;
  const MakeSocket make_socket_;
  absl::flat_hash_map<std::string, std::shared_ptr<LongpollSession>> sessions_;
  // At most one for each connection, which handles no other request before.
  struct LateAnswer {
    absl::Time due;
    std::shared_ptr<Poller> poller;
    std::string body;
  };
  std::vector<LateAnswer> late_answers_;
  bool ended_ = true;
};

}  // namespace lossy::edge
