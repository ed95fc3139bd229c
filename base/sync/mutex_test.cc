#include "base/sync/mutex.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

struct Counter {
  Mutex mutex;
  CondVar changed;
  int count LOSSY_GUARDED_BY(mutex) = 0;
};

TEST(Mutex, OneThreadHoldsItAtATime) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counter] {
      for (int added = 0; added < 1000; ++added) {
        MutexLock lock(counter.mutex);
        ++counter.count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  MutexLock lock(counter.mutex);
  EXPECT_EQ(counter.count, 4000);
}

TEST(Mutex, TryLockFailsWhileAnotherThreadHoldsIt) {
  Mutex mutex;
  mutex.Lock();
  std::thread([&mutex] {
    const bool locked = mutex.TryLock();
    EXPECT_FALSE(locked);
    if (locked) mutex.Unlock();
  }).join();
  mutex.Unlock();
  const bool locked = mutex.TryLock();
  EXPECT_TRUE(locked);
  if (locked) mutex.Unlock();
}

TEST(MutexLock, UnlockLetsAnotherThreadLock) {
  Mutex mutex;
  MutexLock lock(mutex);
  lock.Unlock();
  bool was_locked = false;
  std::thread([&] {
    MutexLock other(mutex);
    was_locked = true;
  }).join();
  lock.Lock();
  EXPECT_TRUE(was_locked);
}

TEST(CondVar, WaitReturnsAfterANotification) {
  Counter counter;
  std::thread adds([&counter] {
    MutexLock lock(counter.mutex);
    ++counter.count;
    counter.changed.NotifyOne();
  });
  {
    MutexLock lock(counter.mutex);
    while (counter.count == 0) counter.changed.Wait(counter.mutex);
    EXPECT_EQ(counter.count, 1);
  }
  adds.join();
}

TEST(CondVar, WaitUntilReturnsFalseAtTheDeadline) {
  Counter counter;
  MutexLock lock(counter.mutex);
  const absl::Time deadline = SteadyNow() + absl::Milliseconds(5);
  while (counter.changed.WaitUntil(counter.mutex, deadline)) continue;
  EXPECT_GE(SteadyNow(), deadline);
}

TEST(CondVar, WaitUntilAnInfiniteDeadlineEndsWithANotification) {
  Counter counter;
  std::thread adds([&counter] {
    MutexLock lock(counter.mutex);
    ++counter.count;
    counter.changed.NotifyAll();
  });
  {
    MutexLock lock(counter.mutex);
    while (counter.count == 0 && counter.changed.WaitUntil(counter.mutex, absl::InfiniteFuture())) {
      continue;
    }
    EXPECT_EQ(counter.count, 1);
  }
  adds.join();
}

TEST(CondVar, WaitUntilThePastDoesNotWait) {
  Counter counter;
  MutexLock lock(counter.mutex);
  EXPECT_FALSE(counter.changed.WaitUntil(counter.mutex, absl::InfinitePast()));
  EXPECT_FALSE(counter.changed.WaitFor(counter.mutex, absl::ZeroDuration()));
}

}  // namespace
}  // namespace lossy::base
