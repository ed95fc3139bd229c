#include <future>
#include <memory>

#include "gtest/gtest.h"
#include "services/notifications/ticker.h"
#include "services/notifications/workers.h"

namespace lossy::notifications {
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
  // Would never run if there were one thread only.
  workers.Post([&] { go.set_value(); });
  done.get_future().wait();
}

TEST(Workers, WaitForWhatRunsAndDropTheRest) {
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

TEST(Ticker, TicksUntilItIsDestroyed) {
  std::promise<void> thrice;
  int ticks = 0;
  {
    const Ticker ticker(absl::Milliseconds(1), [&] {
      if (++ticks == 3) thrice.set_value();
    });
    thrice.get_future().wait();
  }
  EXPECT_GE(ticks, 3);
}

TEST(Ticker, StopsInTheMiddleOfAPause) {
  int ticks = 0;
  {
    const Ticker ticker(absl::Hours(1), [&] { ++ticks; });
  }
  EXPECT_EQ(ticks, 0);
}

}  // namespace
}  // namespace lossy::notifications
