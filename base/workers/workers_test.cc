#include "base/workers/workers.h"

#include <chrono>
#include <future>
#include <memory>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Workers, DoSeveralThingsAtOnce) {
  std::promise<void> begun, go, done;
  Workers workers(2);
  workers.Post([&] {
    begun.set_value();
    go.get_future().wait();
    done.set_value();
  });
  begun.get_future().wait();
  // With only one thread this would never run.
  workers.Post([&] { go.set_value(); });
  const bool is_done =
      done.get_future().wait_for(std::chrono::minutes(1)) == std::future_status::ready;
  EXPECT_TRUE(is_done);
  // Lets the first work end, so that the test ends when it fails.
  if (!is_done) go.set_value();
}

TEST(Workers, WaitForRunningTasksAndDropTheRest) {
  auto kept = std::make_shared<int>();
  std::promise<void> begun, go;
  auto workers = std::make_unique<Workers>(1);
  bool ran = false;
  workers->Post([&] {
    begun.set_value();
    go.get_future().wait();
    ran = true;
  });
  begun.get_future().wait();
  workers->Post([kept] {});
  std::future<void> gone = std::async(std::launch::async, [&] { workers.reset(); });
  go.set_value();
  gone.wait();
  EXPECT_TRUE(ran);
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace lossy::base
