#include "services/agent/pipeline/dispatcher.h"

#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/trace/current_trace.h"
#include "base/trace/fake_span_sink.h"
#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

using DispatcherTest = PipelineTest;

// Long enough that only Wake wakes the dispatcher, and that no lease expires by itself.
constexpr absl::Duration kLong = absl::Minutes(5);

// Records that an event happened, possibly several times.
class Signal {
 public:
  void Set() {
    if (!set_.exchange(true)) promise_.set_value();
  }
  void Await() { promise_.get_future().get(); }

 private:
  std::atomic<bool> set_ = false;
  std::promise<void> promise_;
};

TEST_F(DispatcherTest, HandlesTheSessionItIsWokenFor) {
  std::promise<std::string> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 2, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          worked.set_value(transcript.text);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                        });
  Speak("one");
  dispatcher.Wake();
  EXPECT_EQ(worked.get_future().get(), "one");
}

TEST_F(DispatcherTest, FindsTheTranscriptsOfAnotherReplica) {
  std::promise<void> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 1, .poll = absl::Milliseconds(5)},
                        [&](const Transcript& transcript) {
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          worked.set_value();
                        });
  Speak("one");
  EXPECT_EQ(worked.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
}

TEST_F(DispatcherTest, ContinuesWithASessionWhenItsFirstIsDone) {
  for (const char* text : {"one", "two", "three"}) Speak(text);
  std::vector<std::string> worked;
  std::promise<void> all;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 4, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          worked.push_back(transcript.text);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          if (worked.size() == 3) all.set_value();
                        });
  all.get_future().get();
  EXPECT_THAT(worked, testing::ElementsAre("one", "two", "three"));
}

TEST_F(DispatcherTest, KeepsTheLeaseOfRunningWork) {
  Signal go_on, begun;
  Dispatcher dispatcher(transcripts_, Stage::kDraft,
                        {.threads = 1, .lease = absl::Milliseconds(300)},
                        [&](const Transcript& transcript) {
                          begun.Set();
                          go_on.Await();
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                        });
  Speak("one");
  dispatcher.Wake();
  begun.Await();
  const auto leased_until = [&] {
    return pool_.Query("SELECT micros(leased_until) FROM transcripts")->Time(0, 0);
  };
  const absl::Time first = leased_until();
  EXPECT_TRUE(base::Eventually([&] { return leased_until() != first; }));
  go_on.Set();
}

TEST_F(DispatcherTest, TheWorkOfADeadReplicaContinuesAfterItsLease) {
  Speak("one");
  ASSERT_EQ(transcripts_.Claim(Stage::kDraft, 1, absl::Milliseconds(50))->size(), 1);
  std::promise<void> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 1, .poll = absl::Milliseconds(5)},
                        [&](const Transcript& transcript) {
                          EXPECT_EQ(transcript.attempts, 2);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          worked.set_value();
                        });
  worked.get_future().get();
}

TEST_F(DispatcherTest, StoresAndWorksOnNewWordsOnce) {
  std::atomic<int> worked = 0;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 2, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          EXPECT_EQ(transcript.attempts, 1);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          ++worked;
                        });
  EXPECT_TRUE(*dispatcher.Keep(Words("one")));
  EXPECT_FALSE(*dispatcher.Keep(Words("one")));
  EXPECT_TRUE(base::Eventually([&] { return worked == 1; }));
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM transcripts")->Int(0, 0), 1);
}

TEST_F(DispatcherTest, NewWordsThatFindAFreeThreadNeedNoClaim) {
  std::atomic<int> worked = 0;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 4, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          ++worked;
                        });
  // A claim moves the user's turn, and a lease from Keep puts it at the end of the lease.
  const auto is_direct = [&] {
    const int before = worked;
    EXPECT_TRUE(pool_.Query("DELETE FROM turns").ok());
    EXPECT_TRUE(*dispatcher.Keep(Words(base::NewUuid())));
    const auto later = pool_.Query(
        "SELECT count(*) FROM turns WHERE due_at > now() + interval '1 minute' "
        "AND overdue_due_at > now() + interval '1 minute'");
    EXPECT_TRUE(base::Eventually([&] { return worked > before; }));
    return later->Int(0, 0) == 1;
  };
  // The dispatcher looks for earlier work first.
  EXPECT_TRUE(base::Eventually(is_direct));
}

TEST_F(DispatcherTest, NewWordsDoNotOvertakeEarlierWordsOfTheirSession) {
  Signal go_on, begun;
  base::Mutex mutex;
  std::vector<std::string> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 4, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          begun.Set();
                          if (transcript.text == "one") go_on.Await();
                          base::MutexLock lock(mutex);
                          worked.push_back(transcript.text);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                        });
  EXPECT_TRUE(*dispatcher.Keep(Words("one")));
  begun.Await();
  EXPECT_TRUE(*dispatcher.Keep(Words("two")));
  EXPECT_TRUE(*dispatcher.Keep(Words("three")));
  go_on.Set();
  EXPECT_TRUE(base::Eventually([&] {
    base::MutexLock lock(mutex);
    return worked.size() == 3;
  }));
  EXPECT_THAT(worked, testing::ElementsAre("one", "two", "three"));
}

TEST_F(DispatcherTest, WordsThatFollowNeedNoClaim) {
  Signal go_on, begun;
  base::Mutex mutex;
  std::vector<std::string> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 4, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          if (transcript.text == "two") {
                            begun.Set();
                            go_on.Await();
                          }
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          base::MutexLock lock(mutex);
                          worked.push_back(transcript.text);
                        });
  const auto done = [&] {
    base::MutexLock lock(mutex);
    return worked.size();
  };
  // The dispatcher looks for earlier work first.
  EXPECT_TRUE(*dispatcher.Keep(Words("one")));
  EXPECT_TRUE(base::Eventually([&] { return done() == 1; }));
  EXPECT_TRUE(*dispatcher.Keep(Words("two")));
  begun.Await();
  EXPECT_TRUE(*dispatcher.Keep(Words("three")));
  EXPECT_TRUE(*dispatcher.Keep(Words("four")));
  // Without a turn no claim finds the words.
  EXPECT_TRUE(pool_.Query("DELETE FROM turns").ok());
  go_on.Set();
  EXPECT_TRUE(base::Eventually([&] { return done() == 4; }));
  EXPECT_THAT(worked, testing::ElementsAre("one", "two", "three", "four"));
}

TEST_F(DispatcherTest, AUserWithManyWordsDoesNotKeepTheOnlyThread) {
  for (const char* text : {"one", "two", "three"}) Speak(text);
  base::Mutex mutex;
  std::vector<std::string> worked;
  Dispatcher dispatcher(transcripts_, Stage::kDraft, {.threads = 1, .lease = kLong, .poll = kLong},
                        [&](const Transcript& transcript) {
                          EXPECT_EQ(transcript.next, nullptr);
                          outcome_.Complete(transcript, Progress::kSkipped, {});
                          base::MutexLock lock(mutex);
                          worked.push_back(transcript.text);
                        });
  EXPECT_TRUE(base::Eventually([&] {
    base::MutexLock lock(mutex);
    return worked.size() == 3;
  }));
}

TEST_F(DispatcherTest, OverdueWordsHaveThreadsOfTheirOwn) {
  Speak("one");
  EXPECT_EQ(Run(Stage::kOverdue, [](const Transcript&) {}), 0);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET heard_at = now() - interval '16 seconds'").ok());
  CallEveryone();
  EXPECT_EQ(Run(Stage::kOverdue, [](const Transcript&) {}), 1);
}

TEST_F(DispatcherTest, ContinuesTheTraceInWhichTheWordsWereSpoken) {
  const base::FakeSpanSink sink;
  const base::TraceContext spoken{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
  {
    const base::CurrentTrace current(spoken);
    Speak("one");
  }
  Speak("two");
  std::map<std::string, base::TraceContext> during;
  Run(Stage::kDraft, [&](const Transcript& transcript) {
    during[transcript.text] = base::CurrentTrace::Get();
    outcome_.Complete(transcript, Progress::kSkipped, {});
  });
  const base::SpanRecord span = sink.Find("draft");
  EXPECT_EQ(span.parent, spoken.span);
  EXPECT_EQ(span.context, during["one"]);
  EXPECT_TRUE(during["two"].empty()) << "words that were spoken in no trace begin none";
  EXPECT_EQ(sink.spans().size(), 1u);
}

}  // namespace
}  // namespace lossy::agent
