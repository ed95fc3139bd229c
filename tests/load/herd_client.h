#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/load/client_stream.h"
#include "tests/load/timers.h"

namespace lossy::load {

// The figures of all clients together.
struct HerdRecord {
  std::vector<absl::Duration> joins;         // From a join to its ok.
  std::map<std::string, int> refused;        // Joins that were not, by reason.
  std::vector<absl::Duration> events;        // From an event to its answer.
  std::map<std::string, int> failed_events;  // By reason.
  int lost_connections = 0;                  // Failed connects, too.
};

// One of many clients on one epoll. As the stock client does, it reconnects when its connection is
// lost and repeats refused joins, at the stock client's pace.
class HerdClient {
 public:
  struct Options {
    int port = 0;
    SSL_CTX* tls = nullptr;           // Null: no TLS. It must outlive the client.
    std::string target;               // Path and query.
    std::vector<std::string> topics;  // The first one has `event`.
    std::string event;                // Pushed again and again once all is joined; empty: none.
  };

  // The references must outlive it.
  HerdClient(Options options, int epoll, Timers& timers, HerdRecord& record);

  void Connect();
  void OnReady(std::uint32_t events);
  bool joined() const { return joined_ == options_.topics.size(); }
  // When the last topic was joined.
  absl::Time joined_at() const { return joined_at_; }

 private:
  struct Topic {
    bool joined = false;
    int refusals = 0;
    std::string ref;  // Of the join that waits for its answer.
    absl::Time asked;
  };

  void ShakeHands();
  void Lose();
  void ReadFrames();
  void OnText(absl::string_view text);
  void OnJoinReply(std::size_t topic, bool ok, const std::string& reason);
  void Join(std::size_t topic);
  void JoinLater(std::size_t topic);
  void PushEvent();
  void Send(absl::string_view text);
  void Write(absl::string_view bytes);

  const Options options_;
  const int epoll_;
  Timers& timers_;
  HerdRecord& record_;
  std::unique_ptr<ClientStream> stream_;  // Null: not connected.
  bool secured_ = false;                  // The handshake is done.
  int life_ = 0;  // Counts connections: what was meant for a former one is dropped.
  bool upgraded_ = false;
  int tries_ = 0;
  std::string in_;
  std::vector<Topic> topics_;
  std::size_t joined_ = 0;
  absl::Time joined_at_;
  std::uint64_t refs_ = 0;
  std::string event_ref_;
  absl::Time event_asked_;
};

}  // namespace lossy::load
