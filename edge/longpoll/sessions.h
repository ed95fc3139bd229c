#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/optional.h"
#include "edge/channel/client.h"
#include "edge/longpoll/session.h"
#include "edge/longpoll/session_token.h"

namespace lossy::edge {

struct LongpollLimits {
  // The longest time that a poll waits for a message. Stock clients time out after 20 s.
  absl::Duration window = absl::Seconds(10);
  // The longest time that a session lives without a poll that waits.
  absl::Duration idle = absl::Seconds(20);
  std::size_t max_sessions = 10'000;  // For each thread.
};

// Owns the long-poll sessions of one thread. Belongs to that thread.
class LongpollSessions {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `home` runs tasks on this thread. The references must outlive the sessions. `worker` is this
  // thread's index in the edge, which tokens have.
  LongpollSessions(Executor& home, std::uint16_t worker, const TokenSigner& seal,
                   LongpollLimits limits, std::size_t max_session_bytes,
                   std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics,
                   MakeSocket make_socket);
  ~LongpollSessions();

  // Opens a session and returns its signed token, or nullopt if there are too many sessions. `edge`
  // is the host:port at which other edges reach this one.
  absl::optional<std::string> Open(const std::string& edge, Client client);
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
  void LookWhetherEnded();

  Executor& home_;
  const std::uint16_t worker_;
  const TokenSigner& seal_;
  const LongpollLimits limits_;
  const std::size_t max_session_bytes_;
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
