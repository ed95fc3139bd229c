#include "absl/strings/str_cat.h"
#include "edge/routing/descriptor_text.h"
#include "edge/routing/routing_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::AllOf;
using testing::HasSubstr;

constexpr char kError[] = ".lossy.channel.v1.Error";

// The parts of the cases: some messages, and a topic "room:{id}" that can be joined.
std::string Messages() {
  return absl::StrCat(
      MessageText("Request", FieldText("id", 1, "string") +
                                 FieldText("ids", 2, "string", "label: LABEL_REPEATED") +
                                 FieldText("number", 3, "int32")),
      MessageText("Response", ""),
      EventMessageText("Event", MemberText("posted", 1, ".t.Response")),
      EventMessageText("SessionRequest", FieldText("ref", 1, "string") +
                                             MemberText("join", 2, ".t.Request") +
                                             MemberText("say", 3, ".t.Request")),
      EventMessageText("SessionResponse", FieldText("ref", 1, "string") +
                                              FieldText("error", 2, kError) +
                                              MemberText("said", 3, ".t.Response")));
}

std::string Unary(absl::string_view name, absl::string_view option) {
  return MethodText(name, ".t.Request", ".t.Response", absl::StrCat("[lossy.channel.v1.", option));
}

constexpr char kBothWays[] = "client_streaming: true server_streaming: true";

std::string Session(absl::string_view option, absl::string_view streaming = kBothWays,
                    absl::string_view request = ".t.SessionRequest",
                    absl::string_view response = ".t.SessionResponse") {
  return MethodText("Talk", request, response,
                    absl::StrCat("[lossy.channel.v1.session] {", option, "}"), streaming);
}

FileDescriptorSet Descriptors(absl::string_view methods, absl::string_view messages = "") {
  return TestDescriptors(absl::StrCat(Messages(), messages),
                         absl::StrCat(Unary("Join", R"(join] {topic: "room:{id}"})"), methods));
}

std::string Refusal(absl::string_view methods, absl::string_view messages = "") {
  const absl::Status status = RoutingTable::Build(Descriptors(methods, messages), {"t.S"}).status();
  return std::string(status.message());
}

struct Case {
  std::string methods;
  // Completes "test.proto: t.S.".
  std::string problem;
};

TEST(RoutingTableRefusal, AcceptsTheBaseOfTheCases) {
  EXPECT_EQ(Refusal(Unary("Post", R"(on] {topic: "room:{id}" event: "post"})") +
                    Session(R"(topic: "talk:{id}" subscribe: "x" push: "posted")")),
            "");
}

TEST(RoutingTableRefusal, NamesTheMethodAndTheProblem) {
  const std::string no_string = ", but t.Request has no string field of that name";
  const std::string one_way = "Talk: it is a session, but it does not stream in both directions";
  const Case kCases[] = {
      {Unary("Post", R"(on] {topic: "hall:{id}" event: "post"})"),
       R"(Post: it answers the event post on "hall:{id}", a topic that no method joins)"},
      {Unary("Post", R"(on] {topic: "room:meta" event: "post"})"),
       R"(Post: it answers the event post on "room:meta", a topic that no method joins)"},
      {Unary("Post", R"(on] {topic: "room:{nothing}" event: "post"})"),
       R"(Post: the topic "room:{nothing}" has the variable {nothing})" + no_string},
      {Unary("Post", R"(on] {topic: "room:{ids}" event: "post"})"),
       R"(Post: the topic "room:{ids}" has the variable {ids})" + no_string},
      {Unary("Hall", R"(join] {topic: "hall:{number}"})"),
       R"(Hall: the topic "hall:{number}" has the variable {number})" + no_string},
      {Session(R"(topic: "talk:{ref}")"),
       R"(Talk: the topic "talk:{ref}" has the variable {ref})" + no_string},
      {Unary("Hall", R"(join] {topic: "hall" subscribe: "x:{id}"})"),
       R"(Hall: the subscription "x:{id}" is malformed: {id} is unknown)"},
      {Unary("Hall", R"(join] {topic: "hall" subscribe: "x" push: "shouted"})"),
       "Hall: it forwards shouted, which is in no message's oneof `event`"},
      {Session(R"(topic: "talk" subscribe: "x" push: "said")"),
       "Talk: it forwards said, which is in no message's oneof `event`"},
      {Unary("Hall", R"(join] {topic: "hall" push: "posted"})"),
       "Hall: it forwards published events, but subscribes to nothing"},
      {Unary("Hall", R"(join] {topic: "hall" subscribe: "x" push: "phx_reply"})"),
       "Hall: the event name phx_reply is reserved"},
      {Unary("Post", R"(on] {topic: "room:{id}" event: "phx_join"})"),
       "Post: the event name phx_join is reserved"},
      {Unary("Post", R"(on] {topic: "room:{id}"})"), "Post: an event has no name"},
      {Unary("Post", R"(on] {event: "post"})"),
       R"(Post: the topic "" is malformed: "" is no segment)"},
      {Unary("Hall", R"(join] {topic: "hall::x"})"),
       R"(Hall: the topic "hall::x" is malformed: "" is no segment)"},
      {Unary("Hall", R"(join] {topic: "phoenix"})"), "Hall: the topic phoenix is reserved"},
      {MethodText("Post", ".t.Request", ".t.Response",
                  R"([lossy.channel.v1.on] {topic: "room:{id}" event: "post"})",
                  "client_streaming: true"),
       "Post: it answers events, but it is a stream"},
      {MethodText("Hall", ".t.Request", ".t.Response", R"([lossy.channel.v1.join] {topic: "hall"})",
                  "server_streaming: true"),
       "Hall: it decides joins, but it is a stream"},
      {Session(R"(topic: "talk")", ""), one_way},
      {Session(R"(topic: "talk")", "server_streaming: true"), one_way},
      {Session(R"(topic: "talk")", "client_streaming: true"), one_way},
  };
  for (const Case& c : kCases) EXPECT_EQ(Refusal(c.methods), "test.proto: t.S." + c.problem);
}

TEST(RoutingTableRefusal, NamesBothMethodsOfAConflict) {
  const Case kCases[] = {
      {Unary("Again", R"(join] {topic: "room:{number}"})"),
       R"(Again: it decides joins of "room:{number}", and so does test.proto: t.S.Join)"},
      {Session(R"(topic: "room:{id}")"),
       R"(Talk: it decides joins of "room:{id}", and so does test.proto: t.S.Join)"},
      {Unary("Post", R"(on] {topic: "room:{id}" event: "post"})") +
           Unary("Send", R"(on] {topic: "room:{id}" event: "post"})"),
       R"(Send: it answers the event post on "room:{id}", and so does test.proto: t.S.Post)"},
      {Session(R"(topic: "talk:{id}")") + Unary("Say", R"(on] {topic: "talk:{id}" event: "say"})"),
       R"(Say: it answers the event say on "talk:{id}", and so does test.proto: t.S.Talk)"},
      {Unary("Hall", R"(join] {topic: "{id}:meta"})"),
       R"(Hall: a topic can match "{id}:meta" and as well "room:{id}" of test.proto: t.S.Join)"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Refusal(c.methods), "test.proto: t.S." + c.problem);
}

TEST(RoutingTableRefusal, WantsTheMessagesOfASession) {
  const std::string ref = FieldText("ref", 1, "string");
  const std::string join = MemberText("join", 2, ".t.Request");
  const std::string outer_join = FieldText("join", 2, ".t.Request");
  const std::string hello = MemberText("hello", 3, ".t.Request");
  const std::pair<std::string, std::string> kCases[] = {
      {EventMessageText("Q", join), "a field `string ref`"},
      {EventMessageText("Q", FieldText("ref", 1, "int32") + join), "a field `string ref`"},
      {MessageText("Q", ref + outer_join), "a oneof `event`"},
      {EventMessageText("Q", ref + hello), "a member `join` in its oneof `event`"},
      {EventMessageText("Q", ref + outer_join + hello), "a member `join` in its oneof `event`"},
      {EventMessageText("Q", ref + join + MemberText("say", 3, "string")),
       "a message for the event say"},
  };
  for (const auto& [message, problem] : kCases) {
    EXPECT_EQ(Refusal(Session(R"(topic: "talk")", kBothWays, ".t.Q"), message),
              "test.proto: t.S.Talk: the method has no session's messages: t.Q needs " + problem);
  }
}

TEST(RoutingTableRefusal, WantsASessionToAnswerWithOurErrors) {
  const std::string message =
      EventMessageText("Q", FieldText("ref", 1, "string") + FieldText("error", 2, ".t.Response") +
                                MemberText("said", 3, ".t.Response"));
  EXPECT_EQ(Refusal(Session(R"(topic: "talk")", kBothWays, ".t.SessionRequest", ".t.Q"), message),
            "test.proto: t.S.Talk: the method has no session's messages: t.Q needs a field "
            "`lossy.channel.v1.Error error`");
}

TEST(RoutingTableRefusal, ReservesTheNamesOfASessionsEvents) {
  const std::string message =
      EventMessageText("Q", FieldText("ref", 1, "string") + MemberText("join", 2, ".t.Request") +
                                MemberText("phx_x", 3, ".t.Request"));
  EXPECT_EQ(Refusal(Session(R"(topic: "talk")", kBothWays, ".t.Q"), message),
            "test.proto: t.S.Talk: the event name phx_x is reserved");
}

TEST(RoutingTableRefusal, KeepsTheEventThatTheEdgeAnswersOnATopicWithPresence) {
  const std::string method = MethodText("Hall", ".t.Request", ".t.Response",
                                        R"([lossy.channel.v1.join] {topic: "hall" presence: true}
                    [lossy.channel.v1.on] {topic: "hall" event: "presence_update"})");
  EXPECT_EQ(Refusal(method),
            "test.proto: t.S.Hall: its topic has presence, so the edge answers "
            "presence_update and no method can");
}

TEST(RoutingTableRefusal, WantsAnUpstream) {
  EXPECT_EQ(RoutingTable::Build(Descriptors(""), {"t.Other"}).status().message(),
            "test.proto: t.S.Join: there is no upstream for t.S");
}

TEST(RoutingTableRefusal, NamesTheFieldThatCannotBeCarried) {
  const std::string message = MessageText("Q", FieldText("any", 1, ".google.protobuf.Any"));
  const std::string any = "t.Q.any is a google.protobuf.Any, which has no JSON form here";
  const std::string option = R"([lossy.channel.v1.join] {topic: "hall"})";
  EXPECT_EQ(Refusal(MethodText("Hall", ".t.Q", ".t.Response", option), message),
            "test.proto: t.S.Hall: " + any);
  EXPECT_EQ(Refusal(MethodText("Hall", ".t.Request", ".t.Q", option), message),
            "test.proto: t.S.Hall: " + any);
  EXPECT_EQ(Refusal("", EventMessageText("Q", MemberText("any", 1, ".google.protobuf.Any"))),
            "test.proto: " + any);
}

TEST(RoutingTableRefusal, DoesNotMindMethodsWithoutOptions) {
  EXPECT_EQ(Refusal(MethodText("Odd", ".t.Q", ".google.protobuf.Any", "", kBothWays),
                    MessageText("Q", FieldText("any", 1, ".google.protobuf.Any"))),
            "");
}

TEST(RoutingTableRefusal, NamesAFileThatIsMissing) {
  FileDescriptorSet set;
  set.add_file()->set_name("a.proto");
  set.mutable_file(0)->add_dependency("b.proto");
  EXPECT_THAT(RoutingTable::Build(set, {}).status().message(),
              AllOf(HasSubstr("a.proto"), HasSubstr("b.proto")));
}

TEST(RoutingTablePriority, GivesATopicToThePatternWithMostLiteralSegments) {
  const auto table =
      RoutingTable::Build(Descriptors(Unary("Meta", R"(join] {topic: "room:meta"})") +
                                      Unary("Deep", R"(join] {topic: "room:{id}:seats:front"})") +
                                      Unary("Any", R"(join] {topic: "{id}"})")),
                          {"t.S"});
  ASSERT_TRUE(table.ok()) << table.status();
  const std::pair<absl::string_view, std::string> kCases[] = {
      {"room:meta", "Meta"},
      {"room:1", "Join"},
      {"room:1:seats:front", "Deep"},
      {"room:1:seats:back", "Join"},
      {"room:meta:seats:front", "Deep"},
      {"hall:1", "Any"},
      {"room", "Any"},
      {"room:", "Any"},
  };
  for (const auto& [topic, method] : kCases) {
    const absl::optional<RoutingTable::Match> match = (*table)->Find(topic);
    ASSERT_TRUE(match.has_value()) << topic;
    EXPECT_EQ(match->route->join->name, method) << topic;
  }
}

}  // namespace
}  // namespace lossy::edge
