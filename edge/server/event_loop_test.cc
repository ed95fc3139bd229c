#include "edge/server/event_loop.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>

#include "boost/asio/post.hpp"
#include "edge/net/descriptor.h"
#include "edge/net/reactor.h"
#include "edge/server/loop_timer.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// Calls a function when a descriptor is readable.
class Listener final : public ReadyListener {
 public:
  Listener(Reactor& reactor, int descriptor, std::function<void()> on_ready)
      : reactor_(reactor), descriptor_(descriptor), on_ready_(std::move(on_ready)) {
    EXPECT_TRUE(reactor.Watch(descriptor, *this, Reactor::kRead));
  }
  ~Listener() { reactor_.Watch(descriptor_, *this, 0); }

  void OnReady(std::uint32_t) override { on_ready_(); }

 private:
  Reactor& reactor_;
  const int descriptor_;
  const std::function<void()> on_ready_;
};

class EventLoopTest : public testing::Test {
 protected:
  void RunSome() {
    loop_.RunSome(/*may_block=*/true, [] { return false; });
  }

  Reactor reactor_;
  EventLoop loop_{reactor_};
  // Always readable.
  const Descriptor busy_{eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)};
};

TEST_F(EventLoopTest, WakesForAListenerThatBecomesReady) {
  constexpr int kRounds = 100;
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Descriptor own(ends[0]);
  const Descriptor peer(ends[1]);
  int calls = 0;
  const Listener listener(reactor_, own.get(), [&] {
    char byte;
    EXPECT_EQ(read(own.get(), &byte, 1), 1);
    ++calls;
    EXPECT_EQ(write(own.get(), &byte, 1), 1);
  });
  // The next byte follows the answer to the one before, so the loop blocks between them.
  std::thread client([&] {
    char byte = 'x';
    for (int i = 0; i < kRounds; ++i) {
      EXPECT_EQ(write(peer.get(), &byte, 1), 1);
      EXPECT_EQ(read(peer.get(), &byte, 1), 1);
    }
  });
  while (calls < kRounds) RunSome();
  client.join();
}

TEST_F(EventLoopTest, WakesForATimerWhileNoListenerIsReady) {
  bool fired = false;
  LoopTimer timer(loop_.context().get_executor());
  timer.expires_after(std::chrono::milliseconds(1));
  timer.async_wait([&](boost::system::error_code) { fired = true; });
  while (!fired) RunSome();
}

TEST_F(EventLoopTest, RunsPostsBesideAListenerThatIsAlwaysReady) {
  int calls = 0;
  const Listener listener(reactor_, busy_.get(), [&] { ++calls; });
  RunSome();
  bool ran = false;
  boost::asio::post(loop_.context(), [&] { ran = true; });
  RunSome();
  EXPECT_TRUE(ran);
  EXPECT_EQ(calls, 2 * EventLoop::kMaxCalls);
}

TEST_F(EventLoopTest, CallsAListenerBesideHandlersThatPostWithoutEnd) {
  int calls = 0;
  const Listener listener(reactor_, busy_.get(), [&] { ++calls; });
  std::function<void()> again = [&] { boost::asio::post(loop_.context(), again); };
  again();
  RunSome();
  EXPECT_EQ(calls, EventLoop::kMaxCalls);
}

TEST_F(EventLoopTest, StopsEarlyAndDoesNotBlockNextTime) {
  int calls = 0;
  const Listener listener(reactor_, busy_.get(), [&] { ++calls; });
  loop_.RunSome(/*may_block=*/true, [&] { return calls == 3; });
  EXPECT_EQ(calls, 3);
  RunSome();
  EXPECT_GT(calls, 3);
}

}  // namespace
}  // namespace lossy::edge
