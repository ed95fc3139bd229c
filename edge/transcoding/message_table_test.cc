#include "edge/transcoding/message_table.h"

#include "gmock/gmock.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class MessageTableTest : public testing::Test {
 protected:
  template <typename T>
  const MessageTable& Table() {
    absl::StatusOr<const MessageTable*> table = tables_.For(T::descriptor());
    EXPECT_TRUE(table.ok()) << table.status();
    return **table;
  }

  template <typename T>
  std::string Refusal() {
    return std::string(tables_.For(T::descriptor()).status().message());
  }

  TableSet tables_;
};

TEST_F(MessageTableTest, KeepsTheDeclaredOrder) {
  const MessageTable& table = Table<sample::Scalars>();
  EXPECT_EQ(table.fields()[0].name, "a_bool");
  EXPECT_EQ(table.fields()[1].name, "an_int32");
  EXPECT_EQ(table.IndexOf(2), 0);
  EXPECT_EQ(table.IndexOf(1), 1);
}

TEST_F(MessageTableTest, FindsNumbersSmallAndLarge) {
  const MessageTable& table = Table<sample::Lists>();
  EXPECT_EQ(table.IndexOf(1000), 9);
  for (std::uint32_t number : {0u, 10u, 511u, 512u, 999u, 1u << 28}) {
    EXPECT_EQ(table.IndexOf(number), -1);
  }
}

TEST_F(MessageTableTest, FindsAFieldByBothOfItsNames) {
  const MessageTable& leaf = Table<sample::Leaf>();
  EXPECT_EQ(leaf.FindByName("name"), &leaf.fields()[0]);
  EXPECT_EQ(leaf.FindByName("theName"), &leaf.fields()[0]);
  EXPECT_EQ(leaf.FindByName("the_name"), nullptr);
  const MessageTable& tree = Table<sample::Tree>();
  EXPECT_EQ(tree.FindByName("room_id"), tree.FindByName("roomId"));
  EXPECT_NE(tree.FindByName("roomId"), nullptr);
}

TEST_F(MessageTableTest, FindsAFieldByItsAliases) {
  const MessageTable& shelf = Table<sample::Shelf>();
  for (const char* key : {"book_title", "bookTitle", "title", "name"}) {
    EXPECT_EQ(shelf.FindByName(key), &shelf.fields()[0]) << key;
  }
  EXPECT_EQ(shelf.fields()[0].json_key, "\"book_title\":");
  EXPECT_THAT(Refusal<sample::TwoTitles>(), HasSubstr("can both be called title in JSON"));
}

TEST_F(MessageTableTest, TakesJsonNamesThatProtocWouldNotMakeUp) {
  EXPECT_EQ(Table<sample::Leaf>().fields()[0].json_key, "\"theName\":");
  EXPECT_EQ(Table<sample::Scalars>().fields()[1].json_key, "\"an_int32\":");
}

TEST_F(MessageTableTest, RefersToItselfForARecursiveType) {
  const MessageTable& tree = Table<sample::Tree>();
  EXPECT_EQ(tree.FindByName("children")->message, &tree);
  EXPECT_EQ(&Table<sample::Tree>(), &tree);
}

TEST_F(MessageTableTest, KnowsTheOneofOfEvents) {
  EXPECT_EQ(Table<sample::Event>().event_oneof(), 0);
  EXPECT_EQ(Table<sample::SessionReply>().event_oneof(), 0);
  EXPECT_EQ(Table<sample::ScalarEvent>().event_oneof(), -1);
  EXPECT_EQ(Table<sample::Choice>().event_oneof(), -1);
}

TEST_F(MessageTableTest, TakesAStructByItself) {
  EXPECT_TRUE(Table<google::protobuf::Struct>().is_struct());
}

TEST_F(MessageTableTest, RefusesMessagesWithoutAJsonForm) {
  EXPECT_EQ(Refusal<sample::HasAny>(),
            "sample.HasAny.Inner.any is a google.protobuf.Any, which has no JSON form here");
  EXPECT_THAT(Refusal<sample::HasIntKeys>(),
              AllOf(HasSubstr("sample.HasIntKeys.names"), HasSubstr("key is not a string")));
  EXPECT_THAT(Refusal<sample::HasTwoNames>(), HasSubstr("can both be called b in JSON"));
  EXPECT_THAT(Refusal<google::protobuf::Timestamp>(), HasSubstr("has no JSON form here"));
  EXPECT_THAT(Refusal<google::protobuf::Value>(), HasSubstr("has no JSON form here"));
  EXPECT_THAT(Refusal<google::protobuf::Empty>(), HasSubstr("has no JSON form here"));
}

TEST_F(MessageTableTest, RefusesTheSameTypeEveryTime) {
  const std::string first = Refusal<sample::HasAny>();
  EXPECT_EQ(Refusal<sample::HasAny>(), first);
  EXPECT_EQ(Table<sample::Leaf>().full_name(), "sample.Leaf");
}

TEST_F(MessageTableTest, NamesEnumValuesWithoutTheirPrefix) {
  Table<sample::Scalars>();
  const EnumTable& colors = *Table<sample::Scalars>().FindByName("color")->enumeration;
  EXPECT_EQ(colors.NameOf(1), "red");
  EXPECT_EQ(colors.NameOf(2), "dark_blue");
  EXPECT_EQ(colors.NameOf(3), "other");
  EXPECT_EQ(colors.NameOf(0), "");
  EXPECT_EQ(colors.NameOf(9), "");
  EXPECT_EQ(colors.NumberOf("navy"), 2);
  EXPECT_EQ(colors.NumberOf("PAINT_COLOR_NAVY"), 2);
  EXPECT_EQ(colors.NumberOf("unspecified"), 0);
  EXPECT_EQ(colors.NumberOf("RED"), absl::nullopt);
  EXPECT_EQ(colors.allowed(), "red, dark_blue, navy, other");
}

}  // namespace
}  // namespace lossy::edge
