#include "edge/pubsub/position.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(Position, HasAnIdThatReadsAsThePosition) {
  for (const Position& position :
       {Position{.epoch = "e", .offset = 0}, Position{.epoch = "e:f", .offset = 41, .run = 3}}) {
    const absl::optional<Position> read = ReadPositionId(PositionId(position));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->epoch, position.epoch);
    EXPECT_EQ(read->offset, position.offset);
    EXPECT_EQ(read->run, position.run);
  }
  EXPECT_EQ(PositionId({.epoch = "e", .offset = 41}), "e:41");
  EXPECT_EQ(PositionId({.epoch = "e", .offset = 41, .run = 3}), "e:41.3");
}

TEST(Position, ReadsNoOtherId) {
  for (const char* id : {"", "41", ":41", "e:", "e:x", "e:-1", "e:41.", "e:41.x", "e:41.-2",
                         "e:99999999999999999999"}) {
    EXPECT_FALSE(ReadPositionId(id).has_value()) << id;
  }
}

TEST(Position, IsAJsonObject) {
  EXPECT_EQ(PositionJson({.epoch = "e\"", .offset = 41, .run = 3}),
            R"({"epoch":"e\"","offset":41,"run":3})");
  EXPECT_EQ(WithPosition("{}", {.epoch = "e", .offset = 1}),
            R"({"position":{"epoch":"e","offset":1}})");
}

}  // namespace
}  // namespace lossy::edge
