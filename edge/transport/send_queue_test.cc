#include "edge/transport/send_queue.h"

#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

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

  static EncodedMessagePtr Text(const std::string& text) {
    const absl::string_view parts[] = {text};
    const EncodedMessagePtr message = EncodedMessage::Encode(MessageKind::kText, parts);
    message->WriteHeader("<>");
    return message;
  }

  // Returns all bytes that can be read without blocking.
  std::string Received() {
    std::string all;
    char buffer[65536];
    ssize_t size;
    while ((size = recv(ends_[1], buffer, sizeof buffer, 0)) > 0) all.append(buffer, size);
    return all;
  }

  int ends_[2];
  std::unique_ptr<CoalescingBuffer> buffer_ = std::make_unique<CoalescingBuffer>();
};

TEST_F(SendQueueTest, SendsMessagesInOrder) {
  SendQueue queue;
  for (const char* text : {"a", "b", "c"}) queue.Push(Text(text));
  EXPECT_EQ(queue.Flush(ends_[0], *buffer_), SendResult::kDone);
  EXPECT_EQ(Received(), "<>a<>b<>c");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0);
}

TEST_F(SendQueueTest, ContinuesWhereAFullSocketStopped) {
  SendQueue queue;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const EncodedMessagePtr message = Text(std::string(5000, static_cast<char>('a' + i % 26)));
    expected += std::string(message->wire_bytes());
    queue.Push(message);
  }
  std::string received;
  SendResult result;
  int blocked = 0;
  while ((result = queue.Flush(ends_[0], *buffer_)) == SendResult::kBlocked) {
    ++blocked;
    received += Received();
  }
  received += Received();
  EXPECT_EQ(result, SendResult::kDone);
  EXPECT_GT(blocked, 0);
  EXPECT_EQ(received, expected);
}

TEST_F(SendQueueTest, KeepsOnlyAMessageThatIsPartlySent) {
  SendQueue queue;
  queue.Push(Text("whole"));
  queue.Push(Text("dropped"));
  queue.KeepUnfinished();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.held(), 0);

  const std::string large(1 << 20, 'x');
  queue.Push(Text(large));
  queue.Push(Text("dropped"));
  ASSERT_EQ(queue.Flush(ends_[0], *buffer_), SendResult::kBlocked);
  queue.KeepUnfinished();
  std::string received;
  while (queue.Flush(ends_[0], *buffer_) == SendResult::kBlocked) received += Received();
  EXPECT_EQ(received + Received(), "<>" + large);
}

TEST_F(SendQueueTest, CountsAShareOfASharedMessage) {
  SendQueue one, two;
  EncodedMessagePtr message = Text(std::string(98, 'x'));
  one.Push(message);
  two.Push(std::move(message));
  EXPECT_EQ(one.held(), 50);
  EXPECT_EQ(two.held(), 50);
  one.StopCounting();
  EXPECT_EQ(one.held(), 0);
  EXPECT_EQ(one.bytes(), 100);
}

TEST_F(SendQueueTest, ReportsThatThePeerHasClosed) {
  close(ends_[1]);
  ends_[1] = -1;
  SendQueue queue;
  queue.Push(Text("a"));
  EXPECT_EQ(queue.Flush(ends_[0], *buffer_), SendResult::kBroken);
}

TEST_F(SendQueueTest, DoesNotMixUpTheListsOfTwoSockets) {
  const EncodedMessagePtr shared = Text("shared");
  for (const std::string& own : {std::string("one"), std::string("two")}) {
    SendQueue queue;
    queue.Push(shared);
    queue.Push(Text(own));
    EXPECT_EQ(queue.Flush(ends_[0], *buffer_), SendResult::kDone);
    EXPECT_EQ(Received(), "<>shared<>" + own);
  }
}

}  // namespace
}  // namespace lossy::edge
