#include "contract/diff/contract_diff.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "contract/diff/diff_text.h"
#include "contract/diff/finding.h"
#include "contract/diff/test_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The old contract. A test replaces some of its text.
constexpr absl::string_view kRoom = R"(
  syntax = "proto3";
  package room.v1;
  import "lossy/channel/v1/channel.proto";

  service RoomService {
    rpc Join(JoinRequest) returns (JoinResponse) {
      option idempotency_level = NO_SIDE_EFFECTS;
      option (lossy.channel.v1.join) = {
        topic: "room:{house}:{room_id}" subscribe: "room:{room_id}"
        push: "posted" push: "closed" presence: true
      };
    }
    rpc Say(SayRequest) returns (SayResponse) {
      option (lossy.channel.v1.on) = {topic: "room:{house}:{room_id}" event: "say"};
    }
    rpc Hear(SayRequest) returns (SayResponse) {}
    rpc Talk(stream TalkRequest) returns (stream TalkResponse) {
      option (lossy.channel.v1.session) = {topic: "talk:{room_id}"};
    }
  }
  message JoinRequest { string house = 1; string room_id = 2; int32 limit = 3; }
  message JoinResponse { repeated Post posts = 1; }
  message SayRequest {
    string room_id = 1; string house = 2;
    string text = 3;
    Tone tone = 4;
    oneof target { string user = 5; string group = 6; }
    optional int64 reply_to = 7;
    repeated string tags = 8;
    string color = 9 [json_name = "colour"];
  }
  message SayResponse { Post post = 1; }
  message Post {
    string text = 1;
    Tone tone = 2;
    oneof body { string words = 3; string link = 4; }
    map<string, int32> counts = 5;
    optional string title = 6;
    repeated Post replies = 7;
    // In bytes.
    int32 size = 8;
  }
  enum Tone { TONE_UNSPECIFIED = 0; TONE_CALM = 1; TONE_LOUD = 2; }
  message RoomEvent { oneof event { Post posted = 1; Closed closed = 2; } }
  message Closed { string reason = 1; }
  message TalkRequest {
    string ref = 1;
    oneof event { TalkParams join = 2; Piece piece = 3; Stop stop = 4; }
  }
  message TalkParams { string room_id = 1; }
  message Piece { bytes data = 1 [(lossy.channel.v1.binary) = true]; bytes more = 2; }
  message Stop {}
  message TalkResponse { string ref = 1; oneof event { Post heard = 3; } }
)";

using Edit = std::pair<absl::string_view, absl::string_view>;

std::string Edited(const std::vector<Edit>& edits) {
  std::string text(kRoom);
  for (const auto& [from, to] : edits) {
    EXPECT_THAT(text, HasSubstr(std::string(from)));
    text = absl::StrReplaceAll(text, {{from, to}});
  }
  return text;
}

ContractDiff Compare(const std::vector<Edit>& edits) {
  static const auto* const old_set = new google::protobuf::FileDescriptorSet(CompileProto(kRoom));
  absl::StatusOr<ContractDiff> diff = CompareContracts(*old_set, CompileProto(Edited(edits)));
  EXPECT_TRUE(diff.ok()) << diff.status();
  return diff.ok() ? *std::move(diff) : ContractDiff();
}

std::vector<std::string> Lines(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    lines.push_back(absl::StrCat(SeverityName(finding.severity), ": ", finding.elements.front(),
                                 ": ", finding.what));
  }
  return lines;
}

struct Rule {
  const char* name;
  std::vector<Edit> edits;
  // "SEVERITY: ELEMENT: CHANGE" of one of the findings.
  std::string finding;
};

std::ostream& operator<<(std::ostream& out, const Rule& rule) { return out << rule.name; }

std::string Name(const testing::TestParamInfo<Rule>& info) { return info.param.name; }

#define TOPIC "topic room:{house}:{room_id}"

class ClientRules : public testing::TestWithParam<Rule> {};

TEST_P(ClientRules, FindTheChange) {
  const ContractDiff diff = Compare(GetParam().edits);
  EXPECT_THAT(Lines(diff.clients), Contains(GetParam().finding));
  for (const Finding& finding : diff.clients) {
    if (finding.severity == Severity::kOk) continue;
    EXPECT_NE(finding.why, "") << finding.what;
    EXPECT_NE(finding.remedy, "") << finding.what;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Topics, ClientRules,
    testing::Values(
        Rule{"Removed",
             {{R"(option (lossy.channel.v1.session) = {topic: "talk:{room_id}"};)", ""}},
             "break: topic talk:{room_id}: the topic was removed"},
        Rule{"OtherLiteral",
             {{"talk:{room_id}", "voice:{room_id}"}},
             "break: topic talk:{room_id}: the pattern became voice:{room_id}"},
        Rule{"FurtherVariable",
             {{"talk:{room_id}", "talk:{house}:{room_id}"}},
             "break: topic talk:{room_id}: the pattern became talk:{house}:{room_id}"},
        Rule{"ExchangedVariables",
             {{"room:{house}:{room_id}", "room:{room_id}:{house}"}},
             "break: " TOPIC
             ": the variables of the topic became room_id, house instead of house, room_id"},
        Rule{"OtherVariable",
             {{"\"talk:{room_id}", "\"talk:{house}"}},
             "warning: topic talk:{room_id}: the variables of the topic became house instead of "
             "room_id"},
        Rule{"OtherSubscription",
             {{R"(subscribe: "room:{room_id}")", R"(subscribe: "house:{house}")"}},
             "break: " TOPIC ": the topic follows \"house:{house}\" instead of \"room:{room_id}\""},
        Rule{"PresenceOff", {{"presence: true", ""}}, "break: " TOPIC ": presence was turned off"},
        Rule{"SessionBecomesUnary",
             {{"rpc Talk(stream TalkRequest) returns (stream TalkResponse)",
               "rpc Talk(JoinRequest) returns (JoinResponse)"},
              {"lossy.channel.v1.session", "lossy.channel.v1.join"}},
             "break: topic talk:{room_id}: the topic is no longer a session (a bidirectional "
             "method)"},
        Rule{"Added",
             {{"returns (SayResponse) {}",
               R"(returns (SayResponse) { option (lossy.channel.v1.join) = {topic: "hall"}; })"}},
             "ok: topic hall: the topic was added"},
        Rule{"AddedBeforeAnother",
             {{"returns (SayResponse) {}",
               "returns (SayResponse) { option "
               "(lossy.channel.v1.join) = {topic: \"talk:all\"}; }"}},
             "warning: topic talk:all: the topic was added"}),
    Name);

INSTANTIATE_TEST_SUITE_P(
    EventsAndPushes, ClientRules,
    testing::Values(
        Rule{"EventRemoved",
             {{"option (lossy.channel.v1.on) = {topic: \"room:{house}:{room_id}\" event: \"say\"};",
               ""}},
             "break: " TOPIC ", event say: the event was removed"},
        Rule{"EventRenamed",
             {{"event: \"say\"", "event: \"speak\""}},
             "break: " TOPIC ", event say: the event was renamed to `speak`"},
        Rule{"EventAdded",
             {{"returns (SayResponse) {}",
               R"(returns (SayResponse) { option (lossy.channel.v1.on) =
                    {topic: "room:{house}:{room_id}" event: "hear"}; })"}},
             "ok: " TOPIC ", event hear: the event was added"},
        Rule{"EventExchangesVariables",
             {{R"({topic: "room:{house}:{room_id}" event)",
               R"({topic: "room:{room_id}:{house}" event)"}},
             "break: " TOPIC ", event say: the variables of the topic became room_id, house "
             "instead of house, room_id"},
        Rule{"EventOfAnotherMethodThatFits",
             {{"rpc Say(", "rpc Tell("}},
             "ok: " TOPIC ", event say: the method is now room.v1.RoomService.Tell instead of "
             "room.v1.RoomService.Say; its messages fit"},
        Rule{"EventOfAnotherMethod",
             {{"rpc Say(SayRequest)", "rpc Tell(JoinRequest)"}},
             "break: " TOPIC ", event say: the method is now room.v1.RoomService.Tell instead of "
             "room.v1.RoomService.Say"},
        Rule{"EventOfSessionRemoved",
             {{"Stop stop = 4;", ""}},
             "break: topic talk:{room_id}, event stop: the event was removed"},
        Rule{"PushRemoved",
             {{"push: \"closed\"", ""}},
             "break: " TOPIC ", push closed: the push was removed"},
        Rule{"PushRenamed",
             {{"push: \"closed\"", "push: \"ended\""}, {"Closed closed = 2", "Closed ended = 2"}},
             "break: " TOPIC ", push closed: the push was renamed to `ended`"},
        Rule{"PushOfSessionRemoved",
             {{"Post heard = 3;", "Post seen = 3;"}},
             "break: topic talk:{room_id}, push heard: the push was renamed to `seen`"},
        Rule{"PushAdded",
             {{"Closed closed = 2;", "Closed closed = 2; Closed opened = 3;"},
              {"push: \"closed\"", "push: \"closed\" push: \"opened\""}},
             "ok: " TOPIC ", push opened: the push was added"}),
    Name);

INSTANTIATE_TEST_SUITE_P(
    KeysFromClients, ClientRules,
    testing::Values(
        Rule{"Removed",
             {{"string text = 3;", ""}},
             "break: " TOPIC ", event say, key text: the key was removed"},
        Rule{"OfJoinRemoved",
             {{"int32 limit = 3;", ""}},
             "break: " TOPIC ", join, key limit: the key was removed"},
        Rule{"RenamedWithoutAlias",
             {{"string text = 3;", "string words = 3;"}},
             "break: " TOPIC ", event say, key text: the key was removed"},
        Rule{"RenamedWithAlias",
             {{"string text = 3;", "string words = 3 [(lossy.channel.v1.alias) = \"text\"];"}},
             "ok: " TOPIC ", event say, key text: the key was renamed to `words`; the server still "
             "accepts the old one"},
        Rule{"SpellingRemoved",
             {{"string color = 9 [json_name = \"colour\"]",
               "string hue = 9 [json_name = \"colour\"]"}},
             "warning: " TOPIC
             ", event say, key colour: the server no longer accepts the spelling `color`"},
        Rule{"OtherType",
             {{"string text = 3;", "int32 text = 3;"}},
             "break: " TOPIC ", event say, key text: the type changed from string to integer"},
        Rule{"SmallerRange",
             {{"optional int64 reply_to", "optional int32 reply_to"}},
             "break: " TOPIC ", event say, key reply_to: the range changed from "
             "[-9223372036854775808, 9223372036854775807] to [-2147483648, 2147483647]"},
        Rule{"NoLongerAList",
             {{"repeated string tags", "string tags"}},
             "break: " TOPIC
             ", event say, key tags: the type changed from list of string to string"},
        Rule{"BecomesRequired",
             {{"string text = 3;", "string text = 3 [(lossy.channel.v1.required) = true];"}},
             "break: " TOPIC ", event say, key text: the key became required"},
        Rule{"RequiredAdded",
             {{"string text = 3;",
               "string text = 3; string mood = 20 [(lossy.channel.v1.required) = true];"}},
             "break: " TOPIC ", event say, key mood: a required key was added"},
        Rule{"Added",
             {{"string text = 3;", "string text = 3; string mood = 20;"}},
             "ok: " TOPIC ", event say, key mood: the key was added"},
        Rule{"NullLosesItsMeaning",
             {{"optional int64 reply_to", "int64 reply_to"}},
             "warning: " TOPIC ", event say, key reply_to: the server no longer distinguishes null "
             "from zero"},
        Rule{"EnumValueRemoved",
             {{"TONE_CALM = 1;", ""}},
             "break: " TOPIC ", event say, key tone: the enum value `calm` was removed"},
        Rule{"EnumValueRenamed",
             {{"TONE_CALM", "TONE_QUIET"}},
             "break: " TOPIC ", event say, key tone: the enum value `calm` was renamed to `quiet`"},
        Rule{"MemberOfOneofRemoved",
             {{"string group = 6;", ""}},
             "break: " TOPIC
             ", event say, key group: the member of the oneof `target` was removed"},
        Rule{"JoinsAOneof",
             {{"string text = 3;", "oneof what { string text = 3; string picture = 20; }"}},
             "break: " TOPIC ", event say, key text: the key became a member of the oneof `what`"},
        Rule{"BinaryMarkMoved",
             {{"bytes data = 1 [(lossy.channel.v1.binary) = true]; bytes more = 2;",
               "bytes data = 1; bytes more = 2 [(lossy.channel.v1.binary) = true];"}},
             "break: topic talk:{room_id}, event piece, key data: the payload of a binary frame is "
             "now `more`"},
        Rule{"BinaryMarkRemoved",
             {{"bytes data = 1 [(lossy.channel.v1.binary) = true];", "bytes data = 1;"}},
             "break: topic talk:{room_id}, event piece, key data: the key is no longer the payload "
             "of a binary frame"}),
    Name);

INSTANTIATE_TEST_SUITE_P(
    KeysToClients, ClientRules,
    testing::Values(
        Rule{"Removed",
             {{"string text = 1;", ""}},
             "break: " TOPIC ", join, reply key posts[].text: the key was removed"},
        Rule{"OfPushRemoved",
             {{"string reason = 1;", ""}},
             "break: " TOPIC ", push closed, key reason: the key was removed"},
        Rule{"RenamedByJsonName",
             {{"string text = 1;", "string text = 1 [json_name = \"content\"];"}},
             "break: " TOPIC ", join, reply key posts[].text: the key was renamed to `content`"},
        Rule{"AliasDoesNotHelp",
             {{"string text = 1;", "string content = 1 [(lossy.channel.v1.alias) = \"text\"];"}},
             "break: " TOPIC ", join, reply key posts[].text: the key was removed"},
        Rule{"OtherType",
             {{"map<string, int32> counts", "map<string, string> counts"}},
             "break: " TOPIC
             ", join, reply key posts[].counts: the type changed from map of integer to map of "
             "string"},
        Rule{"LargerRange",
             {{"int32 size", "int64 size"}},
             "warning: " TOPIC ", join, reply key posts[].size: the range changed from "
             "[-2147483648, 2147483647] to [-9223372036854775808, 9223372036854775807]"},
        Rule{"OtherUnit",
             {{"// In bytes.", "// In milliseconds."}},
             "warning: " TOPIC ", join, reply key posts[].size: the unit changed from bytes to ms"},
        Rule{"BecomesNullable",
             {{"string text = 1;", "optional string text = 1;"}},
             "break: " TOPIC ", join, reply key posts[].text: the value may now be null"},
        Rule{"NoLongerNull",
             {{"optional string title", "string title"}},
             "warning: " TOPIC ", join, reply key posts[].title: an unset value is no longer null"},
        Rule{"EnumValueAdded",
             {{"TONE_LOUD = 2;", "TONE_LOUD = 2; TONE_SAD = 3;"}},
             "warning: " TOPIC ", join, reply key posts[].tone: the enum value `sad` was added"},
        Rule{"EnumValueRenamed",
             {{"TONE_CALM", "TONE_QUIET"}},
             "break: " TOPIC
             ", join, reply key posts[].tone: the enum value `calm` was renamed to `quiet`"},
        Rule{"MemberOfOneofRemoved",
             {{"string link = 4;", ""}},
             "break: " TOPIC
             ", join, reply key posts[].link: the member of the oneof `body` was removed"},
        Rule{"MemberOfOneofAdded",
             {{"string link = 4;", "string link = 4; string sound = 20;"}},
             "warning: " TOPIC
             ", join, reply key posts[].sound: a member was added to the oneof `body`"},
        Rule{"LeavesAOneof",
             {{"oneof body { string words = 3; string link = 4; }",
               "oneof body { string words = 3; } string link = 4;"}},
             "break: " TOPIC ", join, reply key posts[].link: the key left the oneof `body`"},
        Rule{"Added",
             {{"int32 size = 8;", "int32 size = 8; int32 likes = 20;"}},
             "ok: " TOPIC ", join, reply key posts[].likes: the key was added"}),
    Name);

class CallerRules : public testing::TestWithParam<Rule> {};

TEST_P(CallerRules, FindTheChange) {
  EXPECT_THAT(Lines(Compare(GetParam().edits).callers), ElementsAre(GetParam().finding));
}

INSTANTIATE_TEST_SUITE_P(
    Grpc, CallerRules,
    testing::Values(
        Rule{"NumberChanged",
             {{"string reason = 1;", "string reason = 2;"}},
             "break: field room.v1.Closed.reason: the number changed from 1 to 2"},
        Rule{
            "TypeChanged",
            {{"string text = 3;", "int32 text = 3;"}},
            "break: field room.v1.SayRequest.text: number 3 is now `text` of type int32 instead of "
            "string"},
        Rule{
            "NumberTakenByAnotherField",
            {{"string text = 3;", "int32 size = 3;"}},
            "break: field room.v1.SayRequest.text: number 3 is now `size` of type int32 instead of "
            "string"},
        Rule{"EnumNumberChanged",
             {{"TONE_LOUD = 2", "TONE_LOUD = 3"}},
             "break: enum value room.v1.TONE_LOUD: the number changed from 2 to 3"},
        Rule{"MethodRemoved",
             {{"rpc Hear(SayRequest) returns (SayResponse) {}", ""}},
             "warning: method room.v1.RoomService.Hear: the method was removed"},
        Rule{
            "MethodBecomesAStream",
            {{"rpc Hear(SayRequest)", "rpc Hear(stream SayRequest)"}},
            "break: method room.v1.RoomService.Hear: the method changed between a unary call and a "
            "stream"},
        Rule{"IdempotencyRemoved",
             {{"option idempotency_level = NO_SIDE_EFFECTS;", ""}},
             "warning: method room.v1.RoomService.Join: the option idempotency_level was removed"},
        Rule{"PublishedMessageRenamed",
             {{"message RoomEvent", "message HouseEvent"}},
             "break: message room.v1.RoomEvent: the message of published events was removed or "
             "renamed"}),
    Name);

TEST(ContractDiff, FindsNothingInTheSameContract) {
  const ContractDiff diff = Compare({});
  EXPECT_THAT(Lines(diff.clients), IsEmpty());
  EXPECT_THAT(Lines(diff.callers), IsEmpty());
}

TEST(ContractDiff, IgnoresTheNamesOfMessages) {
  const ContractDiff diff = Compare({{"Post ", "Remark "}, {"JoinRequest", "Params"}});
  EXPECT_THAT(Lines(diff.clients), IsEmpty());
  EXPECT_THAT(Lines(diff.callers), IsEmpty());
}

TEST(ContractDiff, ReportsANumberToCallersAlone) {
  const ContractDiff diff = Compare({{"string reason = 1;", "string reason = 2;"}});
  EXPECT_THAT(diff.clients, IsEmpty());
  EXPECT_EQ(diff.Count(Severity::kBreak), 1);
}

TEST(ContractDiff, DoesNotNeedAKeyThatTheTopicSets) {
  const ContractDiff diff =
      Compare({{"{house}", "{building}"}, {"string house", "string building"}});
  EXPECT_EQ(diff.Count(Severity::kBreak), 0) << DiffText(diff);
}

TEST(ContractDiff, FollowsAMessageThatContainsItself) {
  const ContractDiff diff = Compare({{"int32 size = 8;", ""}});
  EXPECT_THAT(Lines(diff.clients),
              ElementsAre("break: " TOPIC ", join, reply key posts[].size: the key was removed"));
}

TEST(ContractDiff, ReportsAMessageOnceWithAllItsUses) {
  const ContractDiff diff = Compare({{"int32 size = 8;", ""}});
  ASSERT_EQ(diff.clients.size(), 1u);
  EXPECT_THAT(
      diff.clients.front().elements,
      ElementsAre(TOPIC ", join, reply key posts[].size", TOPIC ", event say, reply key post.size",
                  TOPIC ", push posted, key size", "topic talk:{room_id}, push heard, key size"));
}

TEST(ContractDiff, AllowsAnElement) {
  ContractDiff diff = Compare({{"int32 size = 8;", ""}, {"string reason = 1;", ""}});
  EXPECT_EQ(diff.Count(Severity::kBreak), 2);
  EXPECT_THAT(diff.Allow({TOPIC ", push closed, key reason", "topic hall"}),
              ElementsAre("topic hall"));
  EXPECT_EQ(diff.Count(Severity::kBreak), 1);
  EXPECT_THAT(DiffText(diff), HasSubstr("allowed: " TOPIC ", push closed, key reason: the key"));
}

TEST(ContractDiff, NamesTheContractThatIsInvalid) {
  const google::protobuf::FileDescriptorSet room = CompileProto(kRoom);
  const google::protobuf::FileDescriptorSet invalid =
      CompileProto(Edited({{"push: \"closed\"", "push: \"ended\""}}));
  const absl::Status old_status = CompareContracts(invalid, room).status();
  EXPECT_TRUE(absl::IsInvalidArgument(old_status));
  EXPECT_THAT(old_status.message(), HasSubstr("the old contract: room.proto: "));
  EXPECT_THAT(CompareContracts(room, invalid).status().message(), HasSubstr("the new contract: "));
}

TEST(DiffText, HasTheReasonTheRemedyAndTheNumbers) {
  const std::string text = DiffText(Compare({{"string reason = 1;", "string cause = 2;"}}));
  EXPECT_EQ(text,
            "Clients of the edge (an old page and a new server):\n"
            "  break: " TOPIC
            ", push closed, key reason: the key was removed\n"
            "    why: An old page reads the key, which is now undefined.\n"
            "    remedy: Keep the old key and mark it deprecated; add a new key beside it.\n"
            "  ok: " TOPIC
            ", push closed, key cause: the key was added\n"
            "\n"
            "breaks: 1, warnings: 0, other changes: 1\n");
}

TEST(DiffJson, HasAllFindings) {
  EXPECT_EQ(DiffJson(Compare({{"string reason = 1;", "string reason = 1; string by = 2;"}})),
            R"({
  "breaks": 0,
  "warnings": 0,
  "clients": [
    {
      "severity": "ok",
      "elements": [")" TOPIC R"(, push closed, key by"],
      "what": "the key was added",
      "why": "",
      "remedy": "",
      "allowed": false
    }
  ],
  "callers": []
}
)");
}

}  // namespace
}  // namespace lossy::contract
