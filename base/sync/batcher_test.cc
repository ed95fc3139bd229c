#include "base/sync/batcher.h"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"

namespace lossy::base {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::SizeIs;

// A batcher whose batches wait until the test opens the gate. A result is the item in brackets.
class BatcherTest : public testing::Test {
 protected:
  using TestBatcher = Batcher<std::string, std::string>;

  std::vector<std::string> RunBatch(absl::Span<const std::string* const> items) {
    std::vector<std::string> results;
    MutexLock lock(mutex_);
    batches_.emplace_back();
    for (const std::string* item : items) {
      batches_.back().push_back(*item);
      results.push_back("[" + *item + "]");
    }
    changed_.NotifyAll();
    while (!open_) changed_.Wait(mutex_);
    return results;
  }

  // Calls the batcher on another thread.
  void Start(TestBatcher& batcher, const std::string& item) {
    threads_.emplace_back([this, &batcher, item] {
      const std::string result = batcher.Call(item);
      MutexLock lock(mutex_);
      right_ += result == "[" + item + "]" ? 1 : 0;
    });
  }

  void AwaitBatches(std::size_t number) {
    MutexLock lock(mutex_);
    while (batches_.size() < number) changed_.Wait(mutex_);
  }

  void Open() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }

  void Join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  TestBatcher Make(std::size_t largest, int parallel, absl::Duration gather = {}) {
    return TestBatcher(
        {.largest = largest, .parallel = parallel, .gather = gather},
        [this](absl::Span<const std::string* const> items) { return RunBatch(items); });
  }

  Mutex mutex_;
  CondVar changed_;
  bool open_ = false;
  int right_ = 0;
  std::vector<std::vector<std::string>> batches_;
  std::vector<std::thread> threads_;
};

TEST_F(BatcherTest, RunsASingleCallAtOnce) {
  TestBatcher batcher = Make(8, 1);
  Open();
  EXPECT_EQ(batcher.Call("a"), "[a]");
  EXPECT_EQ(batcher.Call("b"), "[b]");
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST_F(BatcherTest, StartsAsManyBatchesAsItMay) {
  TestBatcher batcher = Make(8, 2);
  Start(batcher, "a");
  AwaitBatches(1);
  Start(batcher, "b");
  AwaitBatches(2);
  Open();
  Join();
  EXPECT_EQ(right_, 2);
}

TEST_F(BatcherTest, GivesEachOfManyCallsItsOwnResult) {
  constexpr int kCalls = 100;
  for (const absl::Duration gather : {absl::ZeroDuration(), absl::Milliseconds(1)}) {
    TestBatcher batcher = Make(8, 2, gather);
    right_ = 0;
    batches_.clear();
    open_ = false;
    for (int i = 0; i < kCalls; ++i) Start(batcher, std::to_string(i));
    AwaitBatches(2);
    Open();
    Join();
    EXPECT_EQ(right_, kCalls);
    std::size_t items = 0;
    for (const auto& batch : batches_) {
      EXPECT_THAT(batch, AllOf(Not(IsEmpty()), SizeIs(Le(8))));
      items += batch.size();
    }
    EXPECT_EQ(items, kCalls);
  }
}

TEST(BatcherKeysTest, BatchesThatRunAtTheSameTimeHaveNoKeyInCommon) {
  constexpr int kCalls = 60;
  Mutex mutex;
  std::multiset<std::string> running;
  const auto key_of = [](const int& item) { return std::string(item % 3 == 0 ? "a" : "b"); };
  int shared = 0;
  Batcher<int, int> batcher({.largest = 8, .key = key_of}, [&](absl::Span<const int* const> items) {
    std::set<std::string> keys;
    for (const int* item : items) keys.insert(key_of(*item));
    {
      MutexLock lock(mutex);
      for (const std::string& key : keys) shared += running.count(key) > 0 ? 1 : 0;
      running.insert(keys.begin(), keys.end());
    }
    std::this_thread::yield();
    MutexLock lock(mutex);
    for (const std::string& key : keys) running.erase(running.find(key));
    std::vector<int> results;
    for (const int* item : items) results.push_back(-*item);
    return results;
  });
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < kCalls; ++i) {
    threads.emplace_back([&, i] { right += batcher.Call(i) == -i ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, kCalls);
  EXPECT_EQ(shared, 0);
}

}  // namespace
}  // namespace lossy::base
