#include "edge/transport/send_queue.h"

#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class SendQueueTest : public testing::Test {
 protected:
  SendQueueTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0); }
  ~SendQueueTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }

  static FramePtr Text(const std::string& text) {
    const absl::string_view parts[] = {text};
    return Frame::Encode(Opcode::kText, parts);
  }

  // What is there to read now.
  std::string Received() {
    std::string all;
    char buffer[65536];
    ssize_t size;
    while ((size = recv(ends_[1], buffer, sizeof buffer, 0)) > 0) all.append(buffer, size);
    return all;
  }

  int ends_[2];
  std::unique_ptr<CoalescingBuffer> gather_ = std::make_unique<CoalescingBuffer>();
};

TEST_F(SendQueueTest, SendsWhatWasPushedInOrder) {
  SendQueue outbox;
  for (const char* text : {"a", "b", "c"}) outbox.Push(Text(text));
  EXPECT_EQ(outbox.Flush(ends_[0], *gather_), SendQueue::Result::kDone);
  EXPECT_EQ(Received(),
            "\x81\x01"
            "a"
            "\x81\x01"
            "b"
            "\x81\x01"
            "c");
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.bytes(), 0);
}

TEST_F(SendQueueTest, ContinuesWhereAFullSocketStopped) {
  SendQueue outbox;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const FramePtr frame = Text(std::string(5000, static_cast<char>('a' + i % 26)));
    expected += std::string(frame->bytes());
    outbox.Push(frame);
  }
  std::string received;
  SendQueue::Result result;
  int blocked = 0;
  while ((result = outbox.Flush(ends_[0], *gather_)) == SendQueue::Result::kBlocked) {
    ++blocked;
    received += Received();
  }
  received += Received();
  EXPECT_EQ(result, SendQueue::Result::kDone);
  EXPECT_GT(blocked, 0);
  EXPECT_EQ(received, expected);
}

TEST_F(SendQueueTest, NoticesThatThePeerIsGone) {
  close(ends_[1]);
  ends_[1] = -1;
  SendQueue outbox;
  outbox.Push(Text("a"));
  EXPECT_EQ(outbox.Flush(ends_[0], *gather_), SendQueue::Result::kBroken);
}

TEST_F(SendQueueTest, DoesNotMixUpTheListsOfTwoSockets) {
  const FramePtr shared = Text("shared");
  for (const std::string& own : {std::string("one"), std::string("two")}) {
    SendQueue outbox;
    outbox.Push(shared);
    outbox.Push(Text(own));
    EXPECT_EQ(outbox.Flush(ends_[0], *gather_), SendQueue::Result::kDone);
    EXPECT_EQ(Received(), "\x81\x06shared\x81\x03" + own);
  }
}

}  // namespace
}  // namespace lossy::edge
