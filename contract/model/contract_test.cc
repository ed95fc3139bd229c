#include "contract/model/contract.h"

#include "contract/model/board_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::contract {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptorProto;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <typename Of>
std::vector<std::string> Names(const std::vector<Of>& all) {
  std::vector<std::string> names;
  for (const Of& one : all) names.push_back(one.name);
  return names;
}

const MessageField& FieldOf(const MessageType& message, const std::string& name) {
  for (const MessageField& field : message.fields) {
    if (field.name == name) return field;
  }
  ADD_FAILURE() << "no field " << name;
  return message.fields.front();
}

std::string ProblemOf(const FileDescriptorSet& descriptors) {
  const absl::StatusOr<Contract> contract = Contract::Read(descriptors);
  return contract.ok() ? "no problem" : std::string(contract.status().message());
}

// The set of the board, changed by a test.
class ContractRefusalTest : public testing::Test {
 protected:
  FileDescriptorProto& file() { return BoardFile(descriptors_); }
  MethodDescriptorProto& method(int index) {
    return *file().mutable_service(0)->mutable_method(index);
  }

  FileDescriptorSet descriptors_ = BoardDescriptors();
};

TEST(ContractTest, ReadsATopic) {
  const Contract board = Board();
  const ChannelTopic& topic = BoardTopic(board, "board:{board_id}");
  EXPECT_THAT(topic.variables, ElementsAre("board_id"));
  EXPECT_EQ(topic.comment, "Accepts a member of the board. Errors: NOT_FOUND.");
  EXPECT_EQ(topic.subscribe, "board:{board_id}");
  EXPECT_TRUE(topic.presence);
  EXPECT_FALSE(topic.session);
  EXPECT_EQ(topic.join.method, "board.v1.BoardService.JoinBoard");
  EXPECT_THAT(topic.join.reasons, ElementsAre("not_found"));
  EXPECT_THAT(Names(topic.events), ElementsAre("add_card", "touch"));
  EXPECT_THAT(Names(topic.pushes), ElementsAre("card_added", "sketched"));
}

TEST(ContractTest, BindsTheFieldsThatTheTopicOfTheEventNames) {
  const Contract board = Board();
  const ChannelTopic& topic = BoardTopic(board, "board:{board_id}");
  EXPECT_THAT(topic.events[0].bound, ElementsAre("board_id"));
  EXPECT_THAT(topic.events[1].bound, ElementsAre("id"));
}

TEST(ContractTest, ReadsASession) {
  const Contract board = Board();
  const ChannelTopic& topic = BoardTopic(board, "drawing:{name}");
  EXPECT_TRUE(topic.session);
  EXPECT_EQ(topic.join.request->full_name, "board.v1.DrawJoin");
  EXPECT_EQ(topic.join.response->full_name, "board.v1.Nothing");
  EXPECT_THAT(Names(topic.events), ElementsAre("line", "undo"));
  EXPECT_TRUE(topic.events[0].on_stream);
  EXPECT_EQ(topic.events[0].response->full_name, "board.v1.Sketch");
  EXPECT_EQ(topic.events[1].response, nullptr);
}

TEST(ContractTest, SeparatesPublishedEventsFromThoseOfTheStream) {
  const Contract board = Board();
  const ChannelTopic& topic = BoardTopic(board, "drawing:{name}");
  ASSERT_THAT(Names(topic.pushes), ElementsAre("card_added", "closed"));
  EXPECT_TRUE(topic.pushes[0].published);
  EXPECT_FALSE(topic.pushes[1].published);
  EXPECT_EQ(topic.pushes[1].comment, "The board was closed.");
}

TEST(ContractTest, TakesThePushOfTheNearestFile) {
  FileDescriptorSet descriptors = BoardDescriptors();
  FileDescriptorProto* const other = descriptors.add_file();
  other->set_name("other.proto");
  other->set_package("other.v1");
  other->set_syntax("proto3");
  other->add_dependency("board.proto");
  auto* const message = other->add_message_type();
  message->set_name("OtherEvent");
  message->add_oneof_decl()->set_name("event");
  auto* const field = message->add_field();
  field->set_name("card_added");
  field->set_number(1);
  field->set_type(google::protobuf::FieldDescriptorProto::TYPE_MESSAGE);
  field->set_type_name(".board.v1.Nothing");
  field->set_oneof_index(0);
  const absl::StatusOr<Contract> contract = Contract::Read(descriptors);
  ASSERT_TRUE(contract.ok()) << contract.status();
  const TopicPush& push = BoardTopic(*contract, "board:{board_id}").pushes.front();
  ASSERT_EQ(push.messages.size(), 1u);
  EXPECT_EQ(push.messages.front()->full_name, "board.v1.Card");
}

TEST(ContractTest, MarksTheDirectionsOfAMessage) {
  const Contract board = Board();
  EXPECT_TRUE(BoardMessage(board, "AddCardRequest").from_client);
  EXPECT_FALSE(BoardMessage(board, "AddCardRequest").to_client);
  EXPECT_TRUE(BoardMessage(board, "Card").from_client);
  EXPECT_TRUE(BoardMessage(board, "Card").to_client);
}

TEST(ContractTest, ReadsTheKeysOfAField) {
  const Contract board = Board();
  const MessageField& title = FieldOf(BoardMessage(board, "Card"), "title");
  EXPECT_EQ(title.key, "heading");
  EXPECT_THAT(title.aliases, ElementsAre("title"));
  EXPECT_EQ(title.derived_key, "");
  const MessageField& opened = FieldOf(BoardMessage(board, "AddCardRequest"), "opened_seconds");
  EXPECT_EQ(opened.key, "opened_seconds");
  EXPECT_THAT(opened.aliases, ElementsAre("opened"));
  EXPECT_EQ(opened.derived_key, "openedSeconds");
  EXPECT_EQ(opened.unit, "s");
}

TEST(ContractTest, ReadsWhichValuesMayBeNull) {
  const Contract board = Board();
  const MessageType& card = BoardMessage(board, "Card");
  for (const char* name : {"color", "weight", "added_at", "labels", "extra", "list"}) {
    EXPECT_TRUE(FieldOf(card, name).nullable) << name;
  }
  for (const char* name : {"id", "open_ms", "children", "tool", "hand"}) {
    EXPECT_FALSE(FieldOf(card, name).nullable) << name;
  }
  EXPECT_EQ(FieldOf(card, "tool").oneof, "origin");
}

TEST(ContractTest, ReadsRequirements) {
  const Contract board = Board();
  const MessageType& request = BoardMessage(board, "AddCardRequest");
  EXPECT_TRUE(FieldOf(request, "color").required);
  EXPECT_FALSE(FieldOf(request, "color").needed);
  EXPECT_FALSE(FieldOf(request, "title").required);
  EXPECT_TRUE(FieldOf(request, "title").needed);
}

TEST(ContractTest, GivesEnumsShortNamesWithoutZero) {
  const Contract board = Board();
  ASSERT_EQ(board.enums().size(), 1u);
  const EnumType& color = *board.enums().front();
  EXPECT_THAT(Names(color.values), ElementsAre("red", "dark_blue", "navy"));
  EXPECT_EQ(color.values[0].comment, "As a tomato.");
  EXPECT_FALSE(color.values[1].alias);
  EXPECT_TRUE(color.values[2].alias);
}

TEST(ContractTest, HasNoCommentsWithoutSourceInfo) {
  FileDescriptorSet descriptors = BoardDescriptors();
  for (FileDescriptorProto& file : *descriptors.mutable_file()) file.clear_source_code_info();
  const absl::StatusOr<Contract> contract = Contract::Read(descriptors);
  ASSERT_TRUE(contract.ok()) << contract.status();
  EXPECT_EQ(BoardTopic(*contract, "board:{board_id}").comment, "");
}

TEST(ContractTest, AcceptsAFileThatComesTwice) {
  FileDescriptorSet descriptors = BoardDescriptors();
  descriptors.MergeFrom(BoardDescriptors());
  EXPECT_EQ(ProblemOf(descriptors), "no problem");
}

TEST(ContractTest, IsEmptyWithoutOptions) {
  EXPECT_THAT(Contract::Read(FileDescriptorSet()).value().topics(), IsEmpty());
}

TEST_F(ContractRefusalTest, NamesAFileThatLacksAnImport) {
  descriptors_.mutable_file()->DeleteSubrange(0, 1);
  EXPECT_THAT(ProblemOf(descriptors_), HasSubstr(".proto: "));
}

TEST_F(ContractRefusalTest, RefusesAJoinThatIsAStream) {
  method(0).set_server_streaming(true);
  EXPECT_EQ(ProblemOf(descriptors_),
            "board.proto: board.v1.BoardService.JoinBoard: it decides joins, but it is a stream");
}

TEST_F(ContractRefusalTest, RefusesAnEventThatIsAStream) {
  method(1).set_client_streaming(true);
  EXPECT_THAT(ProblemOf(descriptors_), HasSubstr("AddCard: it answers events, but it is a stream"));
}

TEST_F(ContractRefusalTest, RefusesTwoJoinsOfTheSameShape) {
  auto* const join = method(0).mutable_options()->AddExtension(channel::v1::join);
  join->set_topic("board:{other}");
  EXPECT_THAT(ProblemOf(descriptors_), AllOf(HasSubstr("it decides joins of \"board:{other}\""),
                                             HasSubstr("and so does board.v1.BoardService")));
}

TEST_F(ContractRefusalTest, RefusesAnEventOfATopicWithoutAJoin) {
  method(1).mutable_options()->MutableExtension(channel::v1::on, 0)->set_topic("wall:{board_id}");
  EXPECT_THAT(ProblemOf(descriptors_), HasSubstr("a topic that no method joins"));
}

TEST_F(ContractRefusalTest, RefusesAPushWithoutAMessage) {
  method(0).mutable_options()->MutableExtension(channel::v1::join, 0)->add_push("unknown");
  EXPECT_THAT(ProblemOf(descriptors_), HasSubstr("it forwards unknown"));
}

TEST_F(ContractRefusalTest, RefusesASessionWhoseMessagesHaveNotItsForm) {
  method(3).set_input_type(".board.v1.Card");
  EXPECT_THAT(ProblemOf(descriptors_), HasSubstr("Draw: it is a session, but"));
}

TEST_F(ContractRefusalTest, RefusesATypeWithoutAJsonForm) {
  for (auto& message : *file().mutable_message_type()) {
    if (message.name() != "JoinBoardResponse") continue;
    auto& entry = *message.mutable_nested_type(0);
    entry.mutable_field(0)->set_type(google::protobuf::FieldDescriptorProto::TYPE_INT32);
  }
  EXPECT_THAT(ProblemOf(descriptors_),
              AllOf(HasSubstr("board.proto: board.v1.JoinBoardResponse.features"),
                    HasSubstr("a map whose key is not a string")));
}

}  // namespace
}  // namespace lossy::contract
