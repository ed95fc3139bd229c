// A herd: many clients whose edge is killed and started again reconnect at once, as the stock
// client does. Measures the time of their joins, the refusals, and the writes of another client
// meanwhile.
#include <signal.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "base/identity/token_issuer.h"
#include "base/time/clock.h"
#include "tests/load/client_stream.h"
#include "tests/load/herd_client.h"
#include "tests/load/timers.h"

ABSL_FLAG(int, edge_port, 4000, "Port of the edge");
ABSL_FLAG(int, edge_pid, 0, "The edge's process, which is restarted when it is killed");
ABSL_FLAG(std::string, user_key, "", "File with the private JWK that signs user tokens");
ABSL_FLAG(int, clients, 1000, "Number of clients");
ABSL_FLAG(int, users, 1000, "Whose they are: so many users'");
ABSL_FLAG(std::string, topics, "video:meta,notes:user:{user}", "What each joins");
ABSL_FLAG(int, seconds, 60, "Longest time for all to reconnect");

LOSSY_FLAG_RANGE(edge_port, 1, 65'535);
LOSSY_FLAG_RANGE(edge_pid, 0, std::numeric_limits<int>::max());
LOSSY_FLAG_RANGE(clients, 1, 1'000'000);
LOSSY_FLAG_RANGE(users, 1, 1'000'000);
LOSSY_FLAG_RANGE(seconds, 1, 86'400);

namespace lossy::load {
namespace {

constexpr char kWrite[] =
    R"("video_detected",{"platform":"youtube","url":"https://www.youtube.com/watch?v=dQw4w9WgXcQ"})";

std::string Percentiles(std::vector<absl::Duration> times) {
  if (times.empty()) return "none";
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(times.size()));
    return absl::ToDoubleMilliseconds(times[std::min(index, times.size() - 1)]);
  };
  char text[120];
  std::snprintf(text, sizeof text, "p50 %.1f, p99 %.1f, worst %.1f (%zu)", at(0.5), at(0.99), at(1),
                times.size());
  return text;
}

std::string Counts(const std::map<std::string, int>& counts) {
  std::string text;
  for (const auto& [reason, count] : counts) absl::StrAppend(&text, " ", count, " ", reason);
  return text.empty() ? " none" : text;
}

class Herd {
 public:
  explicit Herd(base::TokenIssuer& issuer) : issuer_(issuer), epoll_(epoll_create1(0)) {
    for (int i = 0; i < absl::GetFlag(FLAGS_clients); ++i) {
      Add(absl::StrCat("herd-", i % absl::GetFlag(FLAGS_users)), "");
    }
    Add("herd-writer", kWrite);
  }

  void Connect() {
    for (const auto& client : clients_) client->Connect();
  }

  // Runs until all have joined everything, or the time has passed. True if they have.
  bool AwaitJoined(absl::Duration patience) {
    const absl::Time deadline = base::SteadyNow() + patience;
    while (Joined() < clients_.size() && base::SteadyNow() < deadline) Step();
    return Joined() == clients_.size();
  }

  void AwaitLost() {
    while (record.lost_connections < static_cast<int>(clients_.size())) Step();
  }

  std::size_t Joined() const {
    return std::count_if(clients_.begin(), clients_.end(),
                         [](const auto& client) { return client->joined(); });
  }

  std::vector<absl::Duration> BackSince(absl::Time start) const {
    std::vector<absl::Duration> times;
    for (const auto& client : clients_) {
      if (client->joined()) times.push_back(client->joined_at() - start);
    }
    return times;
  }

  HerdRecord record;

 private:
  void Add(const std::string& user, const std::string& event) {
    const std::string token = issuer_.Cached({.user_id = user}, absl::Hours(1));
    const std::string topics = absl::StrReplaceAll(absl::GetFlag(FLAGS_topics), {{"{user}", user}});
    clients_.push_back(std::make_unique<HerdClient>(
        HerdClient::Options{.port = absl::GetFlag(FLAGS_edge_port),
                            .tls = tls_.get(),
                            .target = absl::StrCat("/socket/websocket?vsn=2.0.0&token=", token),
                            .topics = absl::StrSplit(topics, ','),
                            .event = event},
        epoll_, timers_, record));
  }

  void Step() {
    epoll_event events[512];
    const int count = epoll_wait(epoll_, events, 512, /*timeout=*/2);
    for (int i = 0; i < count; ++i) {
      static_cast<HerdClient*>(events[i].data.ptr)->OnReady(events[i].events);
    }
    timers_.RunDue();
  }

  base::TokenIssuer& issuer_;
  const ClientTls tls_ = ClientTlsFromFlags();
  const int epoll_;
  Timers timers_;
  std::vector<std::unique_ptr<HerdClient>> clients_;
};

int Run() {
  auto issuer = base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_user_key), "herd", "lossy",
                                            base::RealClock());
  if (!issuer.ok()) {
    std::fprintf(stderr, "--user_key: %s\n", std::string(issuer.status().message()).c_str());
    return 1;
  }
  const absl::Duration patience = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  Herd herd(**issuer);
  herd.Connect();
  if (!herd.AwaitJoined(patience)) {
    std::fprintf(stderr, "only %zu clients could join:%s\n", herd.Joined(),
                 Counts(herd.record.refused).c_str());
    return 1;
  }
  std::printf("at first: joins, ms: %s\n", Percentiles(herd.record.joins).c_str());

  herd.record = {};
  kill(absl::GetFlag(FLAGS_edge_pid), SIGKILL);
  const absl::Time killed = base::SteadyNow();
  herd.AwaitLost();
  const bool back = herd.AwaitJoined(patience);
  std::printf("from the kill until a client has joined all, ms: %s\n",
              Percentiles(herd.BackSince(killed)).c_str());
  std::printf("joins, ms: %s; refused:%s\n", Percentiles(herd.record.joins).c_str(),
              Counts(herd.record.refused).c_str());
  std::printf("writes meanwhile, ms: %s; failed:%s\n", Percentiles(herd.record.events).c_str(),
              Counts(herd.record.failed_events).c_str());
  return back ? 0 : 1;
}

}  // namespace
}  // namespace lossy::load

int main(int argc, char** argv) {
  lossy::base::ReadToolFlags(argc, argv);
  return lossy::load::Run();
}
