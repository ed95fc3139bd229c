// Counts the allocations of the edge for a message, and its system calls on the client's socket. A
// change that makes a message dearer changes a number here, or in tests/cost/kept.txt, with which
// ./dev check compares the properties of the tests.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "absl/strings/str_cat.h"
#include "edge/bench/one_client_edge.h"
#include "gtest/gtest.h"

namespace {

struct Cost {
  double allocations = 0;
  double reads = 0;
  double sends = 0;
  double rearms = 0;  // Calls of epoll_ctl.
  double waits = 0;   // Calls of epoll_wait, of any socket.
};

// The edge's side of the connection while its calls are counted, or -1. The test has one thread.
int counted_socket = -1;
Cost counted;

}  // namespace

// The functions of the C and C++ libraries, which count their calls.
void* operator new(std::size_t size) {
  if (counted_socket >= 0) ++counted.allocations;
  if (void* const memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" {

ssize_t recv(int socket, void* bytes, size_t size, int flags) {
  if (socket == counted_socket) ++counted.reads;
  return syscall(SYS_recvfrom, socket, bytes, size, flags, nullptr, nullptr);
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  if (socket == counted_socket) ++counted.sends;
  return syscall(SYS_sendto, socket, bytes, size, flags, nullptr, 0);
}

int epoll_ctl(int epoll, int operation, int socket, epoll_event* event) noexcept {
  if (socket == counted_socket) ++counted.rearms;
  return static_cast<int>(syscall(SYS_epoll_ctl, epoll, operation, socket, event));
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  if (counted_socket >= 0) ++counted.waits;
  return static_cast<int>(syscall(SYS_epoll_pwait, epoll, events, most, timeout, nullptr, 0));
}

}  // extern "C"

namespace lossy::edge {
namespace {

constexpr char kEcho[] = R"(["1","2","room:a","echo",{"x":"the quick brown fox"}])";
constexpr char kHeartbeat[] = R"([null,"3","phoenix","heartbeat",{}])";

// One is the request in wire form, and one the call. Now and then one is for a buffer that grows.
constexpr double kEventAllocations = 3;

class MessageCostTest : public testing::Test {
 protected:
  // The first rounds fill the buffers and lists that later ones use again.
  static constexpr int kWarmRounds = 4;
  static constexpr int kRounds = 16;

  // Returns the cost of a message, if `count` of them arrive together, and records it by `name`.
  Cost CostOf(const std::string& name, const std::string& text, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += OneClientEdge::Frame(text);
    for (int i = 0; i < kWarmRounds + kRounds; ++i) {
      if (i == kWarmRounds) counted = {};
      edge_.Send(bytes);
      counted_socket = edge_.socket();
      edge_.Handle();
      counted_socket = -1;
      EXPECT_GT(edge_.Receive(), 0u);
    }
    const double messages = kRounds * count;
    const Cost cost = {.allocations = counted.allocations / messages,
                       .reads = counted.reads / messages,
                       .sends = counted.sends / messages,
                       .rearms = counted.rearms / messages,
                       .waits = counted.waits / messages};
    Keep(name + ".allocations", cost.allocations);
    Keep(name + ".recv", cost.reads);
    Keep(name + ".send", cost.sends);
    Keep(name + ".epoll_ctl", cost.rearms);
    Keep(name + ".epoll_wait", cost.waits);
    return cost;
  }

  static void Keep(const std::string& name, double count) {
    RecordProperty("cost:edge." + name, absl::StrCat(count));
  }

  OneClientEdge edge_;
};

TEST_F(MessageCostTest, OfAHeartbeatIsNoAllocation) {
  const Cost cost = CostOf("heartbeat", kHeartbeat, 1);
  EXPECT_EQ(cost.allocations, 0);
  EXPECT_EQ(cost.reads, 1);
  EXPECT_EQ(cost.sends, 1);
  EXPECT_EQ(cost.rearms, 0);
}

TEST_F(MessageCostTest, OfHeartbeatsThatArriveTogetherIsOneReadAndOneWrite) {
  const Cost cost = CostOf("heartbeat_of_16", kHeartbeat, 16);
  EXPECT_EQ(cost.allocations, 0);
  EXPECT_EQ(cost.reads, 1.0 / 16);
  EXPECT_EQ(cost.sends, 1.0 / 16);
}

TEST_F(MessageCostTest, OfAnEventIsAKnownNumberOfAllocations) {
  const Cost cost = CostOf("event", kEcho, 1);
  EXPECT_LE(cost.allocations, kEventAllocations);
  EXPECT_EQ(cost.reads, 1);
  EXPECT_EQ(cost.sends, 1);
  EXPECT_EQ(cost.rearms, 0);
}

TEST_F(MessageCostTest, OfEventsThatArriveTogetherIsOneReadAndOneWrite) {
  const Cost cost = CostOf("event_of_16", kEcho, 16);
  EXPECT_LE(cost.allocations, kEventAllocations);
  EXPECT_EQ(cost.reads, 1.0 / 16);
  EXPECT_EQ(cost.sends, 1.0 / 16);
}

}  // namespace
}  // namespace lossy::edge
