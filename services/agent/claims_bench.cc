// Measures how many utterances a second the queue of the agent claims and finishes, with a few and
// with 50,000 waiting. Prints both and their ratio; exits with 1 if the ratio is above 1.5.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {
namespace {

constexpr int kSessions = 100;
constexpr int kBacklog = 50'000;
constexpr int kPortion = 2'500;
constexpr int kThreads = 32;
// The utterances of one round, and the rounds, which alternate between the two queues.
constexpr int kRound = 1'000;
constexpr int kRounds = 5;
constexpr double kMostRatio = 1.5;

[[noreturn]] void Fail(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  std::_Exit(2);
}

// A queue on a PostgreSQL of its own, with fsync.
class Queue {
 public:
  Queue() {
    if (!Migrate(pool_).ok()) Fail("the schema cannot be made");
    for (int i = 0; i < kSessions; ++i) {
      sessions_.push_back(base::NewUuid());
      if (!session_store_.Join(UserOf(i), sessions_.back(), {}).ok()) Fail("no session");
    }
  }

  // Inserts words that wait, in turns for all sessions.
  void Fill(int words) {
    for (int first = 0; first < words; first += kPortion) {
      const auto filled = pool_.Query(
          "INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, "
          "timestamp_seconds) SELECT 'user' || i % $3, gen_random_uuid(), "
          "($4::uuid[])[i % $3 + 1], 'r', 'the pacing is too slow', 'local', 0 "
          "FROM generate_series($1::int, $2::int) AS i",
          {first, std::min(words, first + kPortion) - 1, kSessions, base::pg::Param::Uuids(Ids())});
      if (!filled.ok()) Fail("the queue cannot be filled");
    }
  }

  // Stores as many words as a round has by the calls of sessions, all sessions at once. Returns the
  // words a second.
  double Speak() {
    return Rate([this](int thread) {
      for (int i = 0; i < kRound / kThreads; ++i) {
        const int session = (i * kThreads + thread) % kSessions;
        const auto kept =
            transcripts_.Keep({.user_id = UserOf(session),
                               .session_id = sessions_[static_cast<std::size_t>(session)],
                               .request_id = "r",
                               .client_request_id = base::NewUuid(),
                               .text = "the pacing is too slow",
                               .source = "local"});
        if (!kept.ok() || !*kept) Fail("words cannot be stored");
      }
    });
  }

  // Claims and finishes the utterances of a round. Returns the utterances a second.
  double Work() {
    return Rate([this](int) {
      for (int done = 0; done < kRound / kThreads;) {
        const auto claimed = transcripts_.Claim(Stage::kDraft, 4, absl::Minutes(5));
        if (!claimed.ok()) Fail("a claim failed");
        for (const Transcript& transcript : *claimed) {
          if (!transcripts_.Finish(transcript, Progress::kSkipped, {}).ok()) Fail("no finish");
          ++done;
        }
      }
    });
  }

 private:
  static std::string UserOf(int session) { return absl::StrCat("user", session); }

  std::vector<absl::string_view> Ids() const { return {sessions_.begin(), sessions_.end()}; }

  template <typename Work>
  static double Rate(Work work) {
    const absl::Time start = base::SteadyNow();
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
    return kRound / absl::ToDoubleSeconds(base::SteadyNow() - start);
  }

  base::pg::TestDatabase database_{base::pg::TestDatabase::Fsync::kOn};
  prometheus::Registry registry_;
  base::pg::Pool pool_{{.url = database_.url(), .schema = "agent"}, registry_};
  SessionStore session_store_{pool_, {}};
  TranscriptStore transcripts_{pool_, {}};
  std::vector<std::string> sessions_;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Run() {
  Queue shallow, deep;
  deep.Fill(kBacklog);
  std::vector<double> spoken, few, many, ratios;
  for (int round = 0; round < kRounds; ++round) {
    spoken.push_back(shallow.Speak());
    shallow.Fill(kThreads * 8);  // A thread may claim more words than it needs.
    few.push_back(shallow.Work());
    many.push_back(deep.Work());
    ratios.push_back(few.back() / many.back());
  }
  const double ratio = Median(ratios);
  std::printf("words stored: %.0f per second\n", Median(spoken));
  std::printf(
      "claimed and finished: %.0f per second, with %d waiting %.0f per second: ratio %.2f\n",
      Median(few), kBacklog, Median(many), ratio);
  return ratio <= kMostRatio ? 0 : 1;
}

}  // namespace
}  // namespace lossy::agent

int main() { return lossy::agent::Run(); }
