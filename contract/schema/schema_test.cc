#include "contract/schema/schema.h"

#include "contract/model/board_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

using testing::HasSubstr;
using testing::Not;

class SchemaTest : public testing::Test {
 protected:
  std::string Of(const std::string& message, Direction direction) {
    return MessageSchema(BoardMessage(board_, message), direction, "#/s/").Line();
  }

  Contract board_ = Board();
};

TEST_F(SchemaTest, LetsAClientLeaveOutKeys) {
  const std::string schema = Of("Card", Direction::kFromClient);
  EXPECT_THAT(schema, Not(HasSubstr("\"required\"")));
  EXPECT_THAT(schema, HasSubstr(R"("heading": {"type": ["string", "null"]})"));
  EXPECT_THAT(schema, HasSubstr(R"("votes": {"type": ["integer", "null"], "minimum": 0)"));
}

TEST_F(SchemaTest, RequiresTheKeysThatAClientMustSend) {
  EXPECT_THAT(Of("AddCardRequest", Direction::kFromClient), HasSubstr(R"("required": ["color"])"));
}

TEST_F(SchemaTest, HasEachKeyOfAMessageToAClientExceptMembersOfAOneof) {
  EXPECT_THAT(Of("Card", Direction::kToClient),
              HasSubstr(R"("required": ["id", "heading", "color", "open_ms", "votes", "weight", )"
                        R"("added_at", "labels", "extra", "list", "children"])"));
}

TEST_F(SchemaTest, MakesOnlyUnsetValuesNull) {
  const std::string schema = Of("Card", Direction::kToClient);
  EXPECT_THAT(schema, HasSubstr(R"("weight": {"type": ["number", "null"]})"));
  EXPECT_THAT(schema, HasSubstr(R"("heading": {"type": "string"})"));
  EXPECT_THAT(schema, HasSubstr(R"("extra": {})"));
  EXPECT_THAT(schema, HasSubstr(R"("list": {"type": ["array", "null"]})"));
}

TEST_F(SchemaTest, ListsTheAliasesOfAnEnumForClientsOnly) {
  EXPECT_THAT(Of("Card", Direction::kFromClient),
              HasSubstr(R"("color": {"enum": ["red", "dark_blue", "navy", null]})"));
  EXPECT_THAT(Of("Card", Direction::kToClient),
              HasSubstr(R"("color": {"enum": ["red", "dark_blue", null]})"));
}

TEST_F(SchemaTest, AcceptsThreeFormsOfBytesFromClients) {
  const std::string base64 = R"({"type": "string", "contentEncoding": "base64")";
  EXPECT_THAT(Of("Sketch", Direction::kFromClient), HasSubstr(R"({"anyOf": [)" + base64));
  EXPECT_THAT(Of("Sketch", Direction::kToClient), HasSubstr(R"("image": )" + base64));
  EXPECT_THAT(Of("Sketch", Direction::kToClient), HasSubstr(R"("x-binary": true)"));
}

TEST_F(SchemaTest, RefersToOtherMessages) {
  EXPECT_THAT(Of("Card", Direction::kToClient), HasSubstr(R"({"$ref": "#/s/board.v1.Card"})"));
  EXPECT_THAT(Of("Card", Direction::kFromClient),
              HasSubstr(R"({"$ref": "#/s/board.v1.Card.Input"})"));
}

TEST_F(SchemaTest, HasTheUnitAndTheCommentOfAField) {
  EXPECT_THAT(
      Of("Card", Direction::kToClient),
      HasSubstr(R"("description": "Milliseconds that the card was open.", "x-unit": "ms")"));
}

TEST_F(SchemaTest, LeavesOutTheFieldsThatTheTopicSets) {
  const TopicEvent& event = BoardTopic(board_, "board:{board_id}").events.front();
  EXPECT_THAT(RequestSchema(event, "#/s/").Line(), Not(HasSubstr("board_id")));
}

TEST_F(SchemaTest, HasASchemaForEachDirectionOfAMessage) {
  const std::string schemas = Schemas(board_, "#/s/").Line();
  EXPECT_THAT(schemas, HasSubstr(R"("board.v1.Card": {)"));
  EXPECT_THAT(schemas, HasSubstr(R"("board.v1.Card.Input": {)"));
  EXPECT_THAT(schemas, HasSubstr(R"("board.v1.AddCardRequest": {)"));
  EXPECT_THAT(schemas, Not(HasSubstr("board.v1.AddCardRequest.Input")));
  EXPECT_THAT(schemas, HasSubstr(R"("Error": {)"));
}

}  // namespace
}  // namespace lossy::contract
