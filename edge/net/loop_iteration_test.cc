#include "edge/net/loop_iteration.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/net/descriptor.h"
#include "edge/net/fake_stream_session.h"
#include "edge/net/stream_owner.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/encoded_message.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kStreams = LoopIteration::kMaxFlushes + 2;

// A topic with more clients than one iteration flushes. Their sockets keep the boundaries of the
// writes, so that the test counts them.
class LoopIterationTest : public testing::Test, public StreamOwner {
 protected:
  LoopIterationTest() : StreamOwner({}, {}) {
    for (std::size_t i = 0; i < kStreams; ++i) {
      int ends[2];
      EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
      clients_.push_back(ends[0]);
      streams_.emplace_back(new TcpStream(Descriptor(ends[1]), *this));
      streams_.back()->Serve(std::make_unique<FakeStreamSession>());
    }
  }
  ~LoopIterationTest() override {
    for (const auto& stream : streams_) stream->Kill();
    iteration().End();
    for (const int client : clients_) close(client);
  }

  void Publish(const std::string& text) {
    const EncodedMessagePtr message = EncodedMessage::Raw(text);
    for (const auto& stream : streams_) stream->writer().Send(message);
  }

  // Returns the writes that have arrived at a client.
  std::vector<std::string> Writes(std::size_t client) {
    std::vector<std::string> writes;
    char buffer[64];
    ssize_t size;
    while ((size = recv(clients_[client], buffer, sizeof buffer, 0)) > 0) {
      writes.emplace_back(buffer, static_cast<std::size_t>(size));
    }
    return writes;
  }

  void OnSlow() override {}
  void OnIdle() override {}
  void OnOverBudget() override {}
  void OnThrottled(TcpStream&) override {}
  void SweepSoon(TcpStream&) override {}
  void OnClosed(TcpStream&) override {}

  std::vector<int> clients_;
  std::vector<boost::intrusive_ptr<TcpStream>> streams_;
};

TEST_F(LoopIterationTest, FlushesTheStreamsOfALargeTopicInBatches) {
  Publish("a");
  iteration().End();
  EXPECT_TRUE(iteration().pending());
  EXPECT_THAT(Writes(0), ElementsAre("a"));
  EXPECT_THAT(Writes(kStreams - 1), IsEmpty());
  iteration().End();
  EXPECT_FALSE(iteration().pending());
  EXPECT_THAT(Writes(kStreams - 1), ElementsAre("a"));
}

TEST_F(LoopIterationTest, SendsTheMessagesOfABurstInOneWriteToAStreamThatWaits) {
  Publish("a");
  iteration().End();
  Publish("b");
  Publish("c");
  while (iteration().pending()) iteration().End();
  EXPECT_THAT(Writes(0), ElementsAre("a", "bc"));
  EXPECT_THAT(Writes(kStreams - 1), ElementsAre("abc"));
}

TEST_F(LoopIterationTest, KeepsTheOrderWhileStreamsBecomeDirtyWithoutEnd) {
  std::string all;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    Publish({letter});
    all.push_back(letter);
    iteration().End();
  }
  while (iteration().pending()) iteration().End();
  for (std::size_t i = 0; i < kStreams; ++i) {
    std::string received;
    for (const std::string& write : Writes(i)) received += write;
    EXPECT_EQ(received, all) << i;
  }
}

}  // namespace
}  // namespace lossy::edge
