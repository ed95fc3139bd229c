#include "edge/net/tcp_stream.h"

#include <cstddef>
#include <memory>
#include <string>

#include "edge/net/fake_stream_owner.h"
#include "edge/net/fake_stream_session.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::ElementsAre;

// Keeps its input, and pauses its stream on request.
class PausingSession final : public FakeStreamSession {
 public:
  PausingSession(std::string& received, const bool& paused)
      : received_(received), paused_(paused) {}

  std::size_t OnData(char* data, std::size_t size) override {
    received_.append(data, size);
    return size;
  }
  bool reads(std::size_t) const override { return !paused_; }

 private:
  std::string& received_;
  const bool& paused_;
};

class TcpStreamTest : public testing::Test {
 protected:
  TcpStreamTest() { owner_.stream().Serve(std::make_unique<PausingSession>(received_, paused_)); }

  std::string received_;
  bool paused_ = false;
  FakeStreamOwner owner_;
};

TEST_F(TcpStreamTest, ReadsAfterAPauseInWhichInputArrived) {
  paused_ = true;
  // The owner's Run ends only once nothing is ready, so a paused stream must not be.
  owner_.Send("a");
  owner_.Send("b");
  EXPECT_EQ(received_, "");
  paused_ = false;
  owner_.stream().ReadOn();
  owner_.Run();
  EXPECT_EQ(received_, "ab");
  owner_.Send("c");
  EXPECT_EQ(received_, "abc");
}

TEST_F(TcpStreamTest, NoticesTheEndOfItsClientAfterAPause) {
  owner_.Send("a");
  paused_ = true;
  owner_.Send("b");
  owner_.CloseClient();
  EXPECT_FALSE(owner_.stream().ended());
  paused_ = false;
  owner_.stream().ReadOn();
  owner_.Run();
  EXPECT_TRUE(owner_.stream().ended());
  EXPECT_EQ(received_, "ab");
}

TEST_F(TcpStreamTest, SendsTheRestOnceTheClientReads) {
  std::string text(32 << 20, 'x');
  text.back() = 'y';
  owner_.stream().writer().Write(text);
  owner_.Run();
  EXPECT_TRUE(owner_.stream().writer().blocked());
  std::string received;
  while (received.size() < text.size()) {
    received += owner_.Received();
    owner_.Run();
  }
  EXPECT_EQ(received, text);
  EXPECT_TRUE(owner_.stream().writer().empty());
}

TEST_F(TcpStreamTest, EndsWhenItsClientResetsWhileBytesWait) {
  paused_ = true;
  owner_.Send("a");
  owner_.stream().writer().Write(std::string(32 << 20, 'x'));
  owner_.Run();
  EXPECT_TRUE(owner_.stream().writer().blocked());
  // The client closes with unread bytes, which its kernel answers with a reset.
  owner_.CloseClient();
  EXPECT_TRUE(owner_.stream().ended());
  EXPECT_THAT(owner_.calls, ElementsAre("closed"));
}

TEST_F(TcpStreamTest, IsNotCalledBetweenItsEndAndItsDestruction) {
  owner_.Send("a");
  owner_.stream().Kill();
  owner_.Send("b");
  EXPECT_EQ(received_, "a");
  EXPECT_THAT(owner_.calls, Contains("closed"));
}

}  // namespace
}  // namespace lossy::edge
