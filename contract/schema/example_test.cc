#include "contract/schema/example.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

class ExampleTest : public testing::Test {
 protected:
  const ChannelTopic& topic() { return BoardTopic(board_, "board:{board_id}"); }

  Contract board_ = Board();
};

TEST_F(ExampleTest, TakesValuesFromTheComments) {
  EXPECT_EQ(TopicExample(topic()), "board:01a20e45-f767-781c-8b61-a9120ad6f511");
  EXPECT_EQ(MessageExample(BoardMessage(board_, "Sketch"), Direction::kToClient).Line(),
            R"({"image": "AAEC", "done": true})");
}

TEST_F(ExampleTest, EndsAtAMessageWithinItself) {
  EXPECT_EQ(
      MessageExample(BoardMessage(board_, "Card"), Direction::kToClient).Line(),
      R"({"id": "01a20e45-f767-781c-8b61-a9120ad6f511", "heading": "title", "color": "red", )"
      R"("open_ms": 1, "votes": 1, "weight": 0.5, "added_at": "2026-11-24T15:56:36.130971Z", )"
      R"("labels": {"key": "value"}, "extra": 1, "list": [1, "two"], "children": [], )"
      R"("tool": "import"})");
}

TEST_F(ExampleTest, LeavesOutTheFieldsThatTheTopicSets) {
  EXPECT_EQ(RequestExample(topic().join).Line(), R"({"limit": 1})");
}

TEST_F(ExampleTest, HasAnEmptyReplyOfASessionWithoutOne) {
  EXPECT_EQ(ReplyExample(BoardTopic(board_, "drawing:{name}").events.back()).Line(), "{}");
}

}  // namespace
}  // namespace lossy::contract
