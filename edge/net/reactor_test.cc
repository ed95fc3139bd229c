#include "edge/net/reactor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "edge/net/descriptor.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// Listens to one end of a socket pair.
class Listener final : public ReadyListener {
 public:
  explicit Listener(Reactor& reactor) : reactor_(reactor) {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    own_ = Descriptor(ends[0]);
    peer_ = Descriptor(ends[1]);
  }
  ~Listener() { Watch(0); }

  void Watch(std::uint8_t interest) { EXPECT_TRUE(reactor_.Watch(own_.get(), *this, interest)); }
  // Sends a byte as the peer.
  void Send() { EXPECT_EQ(write(peer_.get(), "x", 1), 1); }
  void ClosePeer() { peer_.Close(); }
  // Reads a byte that the peer has sent.
  void Read() {
    char byte;
    EXPECT_EQ(read(own_.get(), &byte, 1), 1);
  }
  // Fills the kernel's buffer for bytes to the peer.
  void Fill() {
    const std::vector<char> bytes(64 * 1024);
    while (write(own_.get(), bytes.data(), bytes.size()) > 0) {
    }
  }
  // Reads all bytes as the peer.
  void Empty() {
    std::vector<char> bytes(64 * 1024);
    while (read(peer_.get(), bytes.data(), bytes.size()) > 0) {
    }
  }

  void OnReady(std::uint32_t events) override {
    calls.push_back(events);
    if (on_ready) on_ready();
  }

  std::vector<std::uint32_t> calls;  // The events of each call.
  std::function<void()> on_ready;

 private:
  Reactor& reactor_;
  Descriptor own_;
  Descriptor peer_;
};

class ReactorTest : public testing::Test {
 protected:
  // Calls all listeners that are ready.
  void RunAll() {
    while (reactor_.RunOne()) {
    }
  }

  bool Readable() const {
    pollfd wait{.fd = reactor_.descriptor(), .events = POLLIN, .revents = 0};
    return poll(&wait, 1, 0) == 1;
  }

  Reactor reactor_;
  Listener listener_{reactor_};
};

TEST_F(ReactorTest, CallsAListenerWhoseSocketIsReadable) {
  listener_.Watch(Reactor::kRead);
  EXPECT_FALSE(reactor_.RunOne());
  listener_.Send();
  EXPECT_TRUE(reactor_.RunOne());
  ASSERT_EQ(listener_.calls.size(), 1u);
  EXPECT_EQ(listener_.calls[0], std::uint32_t{EPOLLIN});
}

TEST_F(ReactorTest, CallsAListenerAgainWhileItLeavesInput) {
  listener_.Watch(Reactor::kRead);
  listener_.Send();
  listener_.Send();
  listener_.on_ready = [this] { listener_.Read(); };
  RunAll();
  EXPECT_EQ(listener_.calls.size(), 2u);
}

TEST_F(ReactorTest, ReportsThatASocketIsWritableOnRequestOnly) {
  listener_.Watch(Reactor::kRead);
  RunAll();
  EXPECT_TRUE(listener_.calls.empty());
  listener_.Watch(Reactor::kRead | Reactor::kWrite);
  EXPECT_TRUE(reactor_.RunOne());
  ASSERT_EQ(listener_.calls.size(), 1u);
  EXPECT_EQ(listener_.calls[0], std::uint32_t{EPOLLOUT});
  listener_.Watch(Reactor::kRead);
  RunAll();
  EXPECT_EQ(listener_.calls.size(), 1u);
}

TEST_F(ReactorTest, ReportsThatASocketIsWritableOnceThePeerReads) {
  listener_.Fill();
  listener_.Watch(Reactor::kWrite);
  EXPECT_FALSE(reactor_.RunOne());
  listener_.Empty();
  EXPECT_TRUE(reactor_.RunOne());
  EXPECT_EQ(listener_.calls.size(), 1u);
}

TEST_F(ReactorTest, DoesNotReportAnEventWhoseInterestHasEnded) {
  Listener other(reactor_);
  for (Listener* const each : {&listener_, &other}) {
    each->Watch(Reactor::kWrite);
    each->on_ready = [&] {
      listener_.Watch(Reactor::kRead);
      other.Watch(Reactor::kRead);
    };
  }
  RunAll();
  EXPECT_EQ(listener_.calls.size() + other.calls.size(), 1u);
}

TEST_F(ReactorTest, DoesNotCallAListenerThatEndsDuringABatch) {
  std::vector<std::unique_ptr<Listener>> listeners;
  int calls = 0;
  for (int i = 0; i < 3; ++i) {
    listeners.push_back(std::make_unique<Listener>(reactor_));
    listeners.back()->Watch(Reactor::kRead);
    listeners.back()->Send();
  }
  for (const auto& each : listeners) {
    each->on_ready = [&, own = each.get()] {
      ++calls;
      own->Read();
      for (auto& other : listeners) {
        if (other.get() != own) other.reset();
      }
    };
  }
  RunAll();
  EXPECT_EQ(calls, 1);
}

TEST_F(ReactorTest, ReportsTheEndOfAPeerToAListenerThatWaitsToWrite) {
  listener_.Fill();
  listener_.Watch(Reactor::kWrite);
  listener_.ClosePeer();
  EXPECT_TRUE(reactor_.RunOne());
  ASSERT_EQ(listener_.calls.size(), 1u);
  EXPECT_NE(listener_.calls[0] & EPOLLHUP, 0u);
}

TEST_F(ReactorTest, IsReadableWhileAListenerIsReady) {
  listener_.Watch(Reactor::kRead);
  EXPECT_FALSE(Readable());
  listener_.Send();
  EXPECT_TRUE(Readable());
  listener_.on_ready = [this] { listener_.Read(); };
  RunAll();
  EXPECT_FALSE(Readable());
}

TEST_F(ReactorTest, WaitsUntilTheTimeoutAtMost) {
  listener_.Watch(Reactor::kRead);
  EXPECT_FALSE(reactor_.Await(absl::Milliseconds(1)));
  listener_.Send();
  EXPECT_TRUE(reactor_.Await(absl::InfiniteDuration()));
  EXPECT_TRUE(listener_.calls.empty());
  EXPECT_TRUE(reactor_.RunOne());
}

// A counter that is always readable.
class BusyListener final : public ReadyListener {
 public:
  explicit BusyListener(Reactor& reactor) : reactor_(reactor) {
    EXPECT_TRUE(reactor.Watch(event_.get(), *this, Reactor::kRead));
  }
  ~BusyListener() { reactor_.Watch(event_.get(), *this, 0); }

  void OnReady(std::uint32_t) override { ++calls; }

  int calls = 0;

 private:
  Reactor& reactor_;
  const Descriptor event_{eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)};
};

TEST_F(ReactorTest, CallsEachReadyListenerBeforeItCallsOneAgain) {
  constexpr int kListeners = Reactor::kBatch + 10;
  std::vector<std::unique_ptr<BusyListener>> listeners;
  for (int i = 0; i < kListeners; ++i)
    listeners.push_back(std::make_unique<BusyListener>(reactor_));
  for (int round = 1; round <= 3; ++round) {
    for (int i = 0; i < kListeners; ++i) EXPECT_TRUE(reactor_.RunOne());
    for (const auto& each : listeners) EXPECT_EQ(each->calls, round);
  }
}

}  // namespace
}  // namespace lossy::edge
