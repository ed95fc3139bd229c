#include "edge/server/stream_wheel.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "edge/net/fake_stream_owner.h"
#include "edge/net/fake_stream_session.h"
#include "edge/net/tcp_stream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class StreamWheelTest : public testing::Test {
 protected:
  StreamWheelTest() {
    for (FakeStreamOwner& owner : owners_) {
      owner.stream().Serve(std::make_unique<FakeStreamSession>());
      wheel_.Add(&owner.stream());
    }
  }
  ~StreamWheelTest() override {
    for (const StreamWheel::Stream& stream : wheel_.All()) wheel_.Remove(*stream);
  }

  TcpStream& stream(int number) { return owners_[static_cast<std::size_t>(number)].stream(); }

  // Passes seconds. Each check asks for the next one after `wait_[number]` seconds. Returns the
  // numbers of the streams that were checked in the last second.
  std::vector<int> Pass(int seconds) {
    std::vector<int> checked;
    for (int i = 0; i < seconds; ++i) {
      checked.clear();
      wheel_.PassSecond([&](TcpStream& due) {
        int number = 0;
        while (&stream(number) != &due) ++number;
        checked.push_back(number);
        return wait_[number];
      });
    }
    return checked;
  }

  std::array<FakeStreamOwner, 3> owners_;
  std::map<int, std::uint32_t> wait_ = {{0, 2}, {1, 5}, {2, 1'000}};
  StreamWheel wheel_;
};

TEST_F(StreamWheelTest, ChecksANewStreamAfterASecond) {
  EXPECT_THAT(Pass(1), UnorderedElementsAre(0, 1, 2));
  EXPECT_EQ(wheel_.size(), 3u);
}

TEST_F(StreamWheelTest, VisitsOnlyTheStreamsThatAreDue) {
  Pass(1);
  EXPECT_THAT(Pass(1), IsEmpty());
  EXPECT_THAT(Pass(1), ElementsAre(0));
  EXPECT_THAT(Pass(2), ElementsAre(0));
  EXPECT_THAT(Pass(1), ElementsAre(1));
}

TEST_F(StreamWheelTest, ChecksAStreamThatIsDueMuchLaterAtTheEndOfARound) {
  wait_ = {{0, 1'000}, {1, 1'000}, {2, 1'000}};
  Pass(1);
  EXPECT_THAT(Pass(StreamWheel::kSlots - 2), IsEmpty());
  EXPECT_THAT(Pass(1), UnorderedElementsAre(0, 1, 2));
}

TEST_F(StreamWheelTest, ChecksAStreamEarlierThatIsScheduledAgain) {
  Pass(1);
  wheel_.Schedule(stream(2), 1);
  EXPECT_THAT(Pass(1), ElementsAre(2));
}

TEST_F(StreamWheelTest, FollowsTheAnswerOfACheckThatSchedulesItsStream) {
  wheel_.PassSecond([&](TcpStream& due) {
    wheel_.Schedule(due, 1);
    return 3u;
  });
  EXPECT_THAT(Pass(1), IsEmpty());
  EXPECT_THAT(Pass(2), UnorderedElementsAre(0, 1, 2));
}

TEST_F(StreamWheelTest, ChecksNoRemovedStream) {
  wheel_.Remove(stream(0));
  std::vector<const TcpStream*> left;
  for (const StreamWheel::Stream& each : wheel_.All()) left.push_back(each.get());
  EXPECT_THAT(left, UnorderedElementsAre(&stream(1), &stream(2)));
  EXPECT_THAT(Pass(1), UnorderedElementsAre(1, 2));
}

}  // namespace
}  // namespace lossy::edge
