#include "base/process/watchdog.h"

#include <functional>
#include <utility>

#include "absl/time/time.h"
#include "base/process/notify_fixture.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(10);

// A part of a process that answers when the test wants it.
class Part {
 public:
  Watchdog::Probe probe() {
    return [this](std::function<void()> answer) {
      MutexLock lock(mutex_);
      ++asked_;
      answer_ = std::move(answer);
    };
  }

  int asked() {
    MutexLock lock(mutex_);
    return asked_;
  }

  void Answer() {
    MutexLock lock(mutex_);
    if (answer_) std::exchange(answer_, nullptr)();
  }

 private:
  Mutex mutex_;
  int asked_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::function<void()> answer_ LOSSY_GUARDED_BY(mutex_);
};

TEST(WatchdogTest, ReportsThatTheProcessLivesWhileEachPartAnswers) {
  FakeServiceManager manager;
  const NotifySocket socket(manager.path(), kPeriod);
  const Watchdog::Probe answers = [](const std::function<void()>& answer) { answer(); };
  const Watchdog watchdog(socket, {answers, answers});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(manager.Receive(), "WATCHDOG=1");
}

TEST(WatchdogTest, ReportsNothingWhileAPartDoesNotAnswer) {
  FakeServiceManager manager;
  const NotifySocket socket(manager.path(), kPeriod);
  Part hangs;
  Part works;
  const Watchdog watchdog(socket, {hangs.probe(), works.probe()});
  EXPECT_EQ(manager.Receive(), "WATCHDOG=1") << "no part was asked yet";
  // The working part answers through several rounds, and the other one was asked in the first.
  ASSERT_TRUE(Eventually([&] {
    works.Answer();
    return works.asked() > 3;
  }));
  EXPECT_EQ(manager.TakeReceived(), "");
  EXPECT_EQ(hangs.asked(), 1) << "a part that hangs is not asked again and again";
  hangs.Answer();
  ASSERT_TRUE(Eventually([&] {
    works.Answer();
    return manager.TakeReceived() == "WATCHDOG=1";
  }));
}

TEST(WatchdogTest, AsksNoPartIfTheManagerDoesNotWatch) {
  FakeServiceManager manager;
  const NotifySocket socket(manager.path(), absl::ZeroDuration());
  Part part;
  {
    const Watchdog watchdog(socket, {part.probe()});
  }
  EXPECT_EQ(part.asked(), 0);
  EXPECT_EQ(manager.TakeReceived(), "");
}

TEST(WatchdogTest, AcceptsAnAnswerAfterItsEnd) {
  FakeServiceManager manager;
  const NotifySocket socket(manager.path(), kPeriod);
  Part part;
  {
    const Watchdog watchdog(socket, {part.probe()});
    ASSERT_TRUE(Eventually([&] { return part.asked() == 1; }));
  }
  part.Answer();
}

}  // namespace
}  // namespace lossy::base
