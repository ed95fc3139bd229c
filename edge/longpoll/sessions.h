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
  // How long a poll waits for a message. Below the 20 s after which a stock client gives up.
  absl::Duration window = absl::Seconds(10);
  // How long a session lives without a poll. A slow poll counts as one.
  absl::Duration idle = absl::Seconds(20);
  std::size_t max_sessions = 10'000;  // For each thread.
};

// The long-poll sessions of one thread.
class LongpollSessions {
 public:
  using MakeSocket = std::function<std::unique_ptr<MessageHandler>(Transport&, Client)>;

  // `home` runs tasks on this thread. The references must outlive it. `worker` is how other threads
  // of the edge know it.
  LongpollSessions(Executor& home, std::uint16_t worker, const TokenSigner& seal,
                   LongpollLimits limits, std::size_t max_session_bytes,
                   std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics,
                   MakeSocket make_socket);
  ~LongpollSessions();

  // A new session's token; `edge` is where other edges reach this one. Nullopt: there are too many.
  absl::optional<std::string> Open(const std::string& edge, Client client);
  // nullptr: it is over, or has never been.
  LongpollSession* Find(absl::string_view id);

  // Answers so once the time has come, to hold up a client that posts too fast.
  void AnswerAt(absl::Time due, std::shared_ptr<Poller> poller, std::string body);

  // Enforces deadlines. To be called every period().
  void Sweep(absl::Time now);
  absl::Duration period() const;

  // Ends so many more, each as soon as it owes no answer. What waits may still be fetched.
  void Drain(std::size_t count);
  std::size_t size() const { return sessions_.size(); }
  // Whether all had ended when this was last looked at, by Sweep or Drain.
  bool ended() const { return ended_; }
  // Forgets them.
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
  // At most one for each connection, which reads nothing until it is answered.
  struct LateAnswer {
    absl::Time due;
    std::shared_ptr<Poller> poller;
    std::string body;
  };
  std::vector<LateAnswer> late_answers_;
  bool ended_ = true;
};

}  // namespace lossy::edge
