#include "edge/pubsub/recent_events.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PublishedEventPtr At(std::int64_t offset, std::size_t bytes = 0) {
  auto event = std::make_shared<PublishedEvent>();
  event->payload.json = std::string(bytes, 'x');
  event->position.offset = offset;
  return event;
}

std::vector<std::int64_t> Offsets(const std::vector<PublishedEventPtr>& events) {
  std::vector<std::int64_t> offsets;
  for (const PublishedEventPtr& event : events) offsets.push_back(event->position.offset);
  return offsets;
}

class RecentEventsTest : public testing::Test {
 protected:
  RecentEventsPool pool_{{.events = 4, .bytes = 10'000}, /*total_bytes=*/1 << 20};
  RecentEvents recent_{{.offset = 10}, pool_};
};

TEST_F(RecentEventsTest, ReturnsTheEventsAfterAnOffset) {
  for (int offset : {11, 12, 14}) recent_.Add(At(offset));
  EXPECT_THAT(Offsets(recent_.After(10)), ElementsAre(11, 12, 14));
  EXPECT_THAT(Offsets(recent_.After(12)), ElementsAre(14));
  EXPECT_THAT(Offsets(recent_.After(13)), ElementsAre(14));
  EXPECT_THAT(recent_.After(14), IsEmpty());
}

TEST_F(RecentEventsTest, ForgetsTheOldestBeyondItsCount) {
  for (int offset : {11, 12, 13, 14}) recent_.Add(At(offset));
  EXPECT_EQ(recent_.start(), 10);
  recent_.Add(At(15));
  EXPECT_EQ(recent_.start(), 11);
  EXPECT_THAT(Offsets(recent_.After(11)), ElementsAre(12, 13, 14, 15));
}

TEST_F(RecentEventsTest, ForgetsTheOldestBeyondItsBytes) {
  recent_.Add(At(11, 6'000));
  recent_.Add(At(12, 6'000));
  EXPECT_EQ(recent_.start(), 11);
  recent_.Add(At(13, 20'000));
  EXPECT_EQ(recent_.start(), 13);
  EXPECT_EQ(pool_.bytes(), 0);
}

TEST_F(RecentEventsTest, TakesOlderOnesWithinItsBounds) {
  recent_.Add(At(11));
  recent_.Add(At(12));
  EXPECT_FALSE(recent_.Prepend({.offset = 5}, {At(6), At(7), At(10)}));
  EXPECT_FALSE(recent_.Prepend({.offset = 9}, {At(10, 20'000)}));
  EXPECT_EQ(recent_.start(), 10);
  EXPECT_TRUE(recent_.Prepend({.offset = 8}, {At(9), At(10)}));
  EXPECT_EQ(recent_.start(), 8);
  EXPECT_THAT(Offsets(recent_.After(8)), ElementsAre(9, 10, 11, 12));
}

TEST_F(RecentEventsTest, CountsTheBytesOfAll) {
  {
    RecentEvents other({}, pool_);
    other.Add(At(1, 1'000));
    recent_.Add(At(11, 1'000));
    EXPECT_GT(pool_.bytes(), 2'000);
    other.DropOlderHalf();
    EXPECT_EQ(other.start(), 1);
    other.Add(At(2, 1'000));
  }
  EXPECT_GT(pool_.bytes(), 1'000);
  EXPECT_LT(pool_.bytes(), 2'000);
}

TEST_F(RecentEventsTest, ForgetsRedactedEventsAndKeepsOffsets) {
  const auto saying = [](std::int64_t offset, const std::string& json) {
    auto event = std::make_shared<PublishedEvent>();
    event->payload.json = json;
    event->position.offset = offset;
    return event;
  };
  recent_.Add(saying(11, R"({"id":"n1"})"));
  recent_.Add(saying(12, R"({"id":"n2"})"));
  recent_.Redact({"n1", "n3"});
  EXPECT_THAT(Offsets(recent_.After(10)), ElementsAre(12));
  recent_.Redact({""});
  EXPECT_THAT(recent_.After(10), IsEmpty());
  EXPECT_EQ(recent_.start(), 10);
  EXPECT_EQ(pool_.bytes(), 0);
}

TEST_F(RecentEventsTest, DistinguishesPositionsOfDifferentRuns) {
  const auto at = [](std::int64_t offset, std::int64_t run) {
    return Position{.offset = offset, .run = run};
  };
  RecentEvents recent({.offset = 10, .run = 1}, pool_);
  for (const Position& position : {at(11, 1), at(13, 2), at(16, 3)}) {
    auto event = std::make_shared<PublishedEvent>();
    event->position = position;
    recent.Add(event);
  }
  const Position end = at(18, 3);
  for (const Position& there : {at(10, 1), at(11, 1), at(12, 1), at(12, 2), at(13, 2), at(16, 3),
                                at(17, 3), at(18, 3), at(11, 0), at(18, 0)}) {
    EXPECT_TRUE(recent.Has(there, end)) << there.offset << " " << there.run;
  }
  for (const Position& lost :
       {at(10, 2), at(11, 2), at(13, 1), at(14, 1), at(17, 2), at(18, 2), at(18, 4)}) {
    EXPECT_FALSE(recent.Has(lost, end)) << lost.offset << " " << lost.run;
  }
}

}  // namespace
}  // namespace lossy::edge
