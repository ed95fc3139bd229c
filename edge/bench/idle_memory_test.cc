// Counts the heap memory of the edge for an idle connection with one joined channel. A change that
// makes a connection dearer changes a number here.
#include <sys/resource.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <new>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "base/identity/token_issuer.h"
#include "edge/bench/inline_notifications.h"
#include "edge/bench/inline_service.h"
#include "edge/bench/loop_edge.h"
#include "edge/pubsub/feed.h"
#include "gtest/gtest.h"

namespace {

std::atomic<std::ptrdiff_t> live_blocks{0};
std::atomic<std::ptrdiff_t> live_bytes{0};

// The size of a block is stored in front of it.
constexpr std::size_t kPrefix = alignof(std::max_align_t);

// Returns the memory that glibc's malloc takes for a block.
std::ptrdiff_t ChunkBytes(std::size_t size) {
  constexpr std::size_t kHeader = 8, kAlignment = 16, kSmallest = 32;
  const std::size_t chunk = (size + kHeader + kAlignment - 1) / kAlignment * kAlignment;
  return static_cast<std::ptrdiff_t>(chunk < kSmallest ? kSmallest : chunk);
}

}  // namespace

// The functions of the C++ library, which count.
void* operator new(std::size_t size) {
  char* const memory = static_cast<char*>(std::malloc(size + kPrefix));
  if (memory == nullptr) std::abort();
  *reinterpret_cast<std::size_t*>(memory) = size;
  ++live_blocks;
  live_bytes += ChunkBytes(size);
  return memory + kPrefix;
}
void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  char* const memory = static_cast<char*>(block) - kPrefix;
  --live_blocks;
  live_bytes -= ChunkBytes(*reinterpret_cast<std::size_t*>(memory));
  std::free(memory);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

namespace lossy::edge {
namespace {

struct Memory {
  std::ptrdiff_t blocks;
  std::ptrdiff_t bytes;
};

// The kept numbers. The bytes include the connection's parts of tables and vectors.
constexpr Memory kSharedTopic = {.blocks = 4, .bytes = 670};
constexpr Memory kOwnTopic = {.blocks = 12, .bytes = 1612};

class IdleMemoryTest : public testing::Test {
 protected:
  // The names of a client's user and room, by its number.
  using NameOf = absl::FunctionRef<std::string(int)>;

  // The tables of as many clients are filled as much as on average. The tokens of the newest clients,
  // which are stored in whole, are as many at the start as at the end.
  static constexpr int kWarmClients = 448;
  static constexpr int kClients = 896;
  static_assert(kWarmClients > base::TokenIssuer::kRecent);

  IdleMemoryTest() {
    // Each client takes two descriptors.
    rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    service_.Attach(edge_.hub(), edge_.executor());
    feed_.AddHub(edge_.hub(), edge_.executor());
  }
  ~IdleMemoryTest() override { feed_.Stop(); }

  // Records the memory by `name`, with which ./dev check compares tests/cost/kept.txt.
  Memory OfAConnection(absl::string_view name, NameOf user, NameOf room) {
    int number = 0;
    while (number < kWarmClients) Join(user(number), room(number)), ++number;
    const Memory before = Now();
    while (number < kWarmClients + kClients) Join(user(number), room(number)), ++number;
    const Memory after = Now();
    const Memory memory = {.blocks = (after.blocks - before.blocks) / kClients,
                           .bytes = (after.bytes - before.bytes) / kClients};
    std::cout << memory.blocks << " blocks, " << memory.bytes << " bytes\n";
    RecordProperty(absl::StrCat("cost:edge.idle_", name, ".blocks"), absl::StrCat(memory.blocks));
    RecordProperty(absl::StrCat("cost:edge.idle_", name, ".bytes"), absl::StrCat(memory.bytes));
    return memory;
  }

 private:
  void Join(const std::string& user, const std::string& room) {
    const std::size_t client = edge_.Connect(user);
    edge_.Send(client,
               LoopEdge::Frame(absl::StrCat(R"(["1","1","room:)", room, R"(","phx_join",{}])")));
    edge_.Await(client);
    edge_.Receive(client);
  }

  Memory Now() {
    edge_.Trim();
    notifications_.Settle();
    return {.blocks = live_blocks, .bytes = live_bytes};
  }

  const std::shared_ptr<const RoutingTable> routes_ = LoopEdge::SampleRoutes();
  prometheus::Registry registry_;
  InlineNotifications notifications_;
  Feed feed_{notifications_, routes_, [] { return CallContext(); }, Feed::Options(), registry_};
  InlineService service_{*routes_};
  LoopEdge edge_{routes_, service_, feed_};
};

TEST_F(IdleMemoryTest, OfAConnectionWithASharedTopicIsKnown) {
  const Memory memory =
      OfAConnection("shared_topic", [](int) { return "ann"; }, [](int) { return "lobby"; });
  EXPECT_LE(memory.blocks, kSharedTopic.blocks);
  EXPECT_LE(memory.bytes, kSharedTopic.bytes);
}

TEST_F(IdleMemoryTest, OfAConnectionWithItsOwnUserAndTopicIsKnown) {
  const auto name = [](int number) { return absl::StrCat("own-", number); };
  const Memory memory = OfAConnection("own_topic", name, name);
  EXPECT_LE(memory.blocks, kOwnTopic.blocks);
  EXPECT_LE(memory.bytes, kOwnTopic.bytes);
}

}  // namespace
}  // namespace lossy::edge
