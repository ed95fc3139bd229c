#include "services/agent/models/pocketsphinx/framed_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

// Two ends of one connection.
class FramedSocketTest : public testing::Test {
 protected:
  FramedSocketTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  ~FramedSocketTest() override {
    for (const int end : ends_) close(end);
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static absl::Time Passed() { return absl::Now() - absl::Seconds(1); }

  int ends_[2];
};

TEST_F(FramedSocketTest, FramesArriveWholeAndInOrder) {
  // The frame is larger than the buffer of the socket.
  const std::string long_one(4 << 20, 'x');
  std::thread sender([&] {
    for (const std::string& body : {std::string(), std::string("short"), long_one}) {
      EXPECT_TRUE(SendFrame(ends_[0], body, Soon()).ok());
    }
  });
  EXPECT_EQ(*ReceiveFrame(ends_[1], kMaxRequestBytes, Soon()), "");
  EXPECT_EQ(*ReceiveFrame(ends_[1], kMaxRequestBytes, Soon()), "short");
  EXPECT_EQ(*ReceiveFrame(ends_[1], kMaxRequestBytes, Soon()), long_one);
  sender.join();
}

TEST_F(FramedSocketTest, WaitsNoLongerThanToTheDeadline) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(ReceiveFrame(ends_[1], 100, Passed()).status()));
  EXPECT_TRUE(absl::IsDeadlineExceeded(SendFrame(ends_[0], std::string(8 << 20, 'x'), Passed())));
}

TEST_F(FramedSocketTest, AClosedPeerIsNoticed) {
  close(ends_[1]);
  ends_[1] = dup(ends_[0]);
  EXPECT_TRUE(absl::IsUnavailable(SendFrame(ends_[0], "body", Soon())));
  EXPECT_TRUE(absl::IsUnavailable(ReceiveFrame(ends_[0], 100, Soon()).status()));
}

TEST_F(FramedSocketTest, ACutFrameIsRejected) {
  ASSERT_EQ(write(ends_[0], "\0\0\0\5hal", 7), 7);
  shutdown(ends_[0], SHUT_WR);
  EXPECT_TRUE(absl::IsUnavailable(ReceiveFrame(ends_[1], 100, Soon()).status()));
}

TEST_F(FramedSocketTest, AFrameThatIsTooLongIsRefusedBeforeItIsRead) {
  ASSERT_TRUE(SendFrame(ends_[0], "12345", Soon()).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(ReceiveFrame(ends_[1], 4, Soon()).status()));
}

}  // namespace
}  // namespace lossy::agent
