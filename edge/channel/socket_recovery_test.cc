#include "absl/strings/str_cat.h"
#include "edge/channel/socket_fixture.h"
#include "gmock/gmock.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// An event of room:a at this offset of the epoch e.
PublishedEvent NewMessage(std::int64_t offset) {
  return {.topic = "room:a",
          .name = "new_msg",
          .payload = {.json = "{}", .bytes = absl::nullopt},
          .position = {.epoch = "e", .offset = offset}};
}

TEST_F(SocketTest, SendsThePositionOfATopicOnRequest) {
  Say(R"(["1","1","room:a","phx_join",{"recover":true}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(
      Sent(),
      ElementsAre(
          R"(["1","1","room:a","phx_reply",{"status":"ok","response":{"room":"","position":{"epoch":"e","offset":7},"recovered":false}}])",
          R"([null,null,"room:a","new_msg",{"position":{"epoch":"e","offset":8}}])"));
}

TEST_F(SocketTest, SendsMissedEventsAfterTheReplyAndBeforeLiveOnes) {
  source_.missed = {.complete = true,
                    .events = {std::make_shared<PublishedEvent>(NewMessage(6)),
                               std::make_shared<PublishedEvent>(NewMessage(7))},
                    .position = {.epoch = "e", .offset = 7}};
  Say(R"(["1","1","room:a","phx_join",{"recover":{"epoch":"e","offset":5}}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(R"("position":{"epoch":"e","offset":5},"recovered":true}}])"),
                          HasSubstr(R"("offset":6)"), HasSubstr(R"("offset":7)"),
                          HasSubstr(R"("offset":8)")));
  EXPECT_EQ(metrics_.routes.recovered.Value(), 1);
}

TEST_F(SocketTest, RecoversASessionsTopic) {
  Say(R"(["1","1","talk:a","phx_join",{"recover":{"epoch":"e","offset":7}}])");
  sample::v1::TalkResponse joined;
  joined.set_ref("join");
  upstream_.streams.back()->Bring(joined.SerializeAsString());
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(
                  R"("response":{"position":{"epoch":"e","offset":7},"recovered":true}}])")));
  hub_.Publish(NewMessage(8));
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("offset":8)")));
}

TEST_F(SocketTest, RecoversNothingForAPositionOfAnotherRun) {
  source_.position = Position{.epoch = "e", .offset = 7, .run = 3};
  for (const auto& [run, recovered] : {std::pair("2", "false"), std::pair("3", "true")}) {
    Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"recover":{"epoch":"e","offset":7,"run":)",
                     run, "}}]"));
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(),
                Contains(HasSubstr(absl::StrCat(
                    R"("position":{"epoch":"e","offset":7,"run":3},"recovered":)", recovered))));
  }
}

TEST_F(SocketTest, AnswersAsBeforeWithoutASubscriptionOrARequest) {
  Say(R"(["1","1","presence:a","phx_join",{"recover":true}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(R"("response":{"room":""}}])")));
  for (const char* params :
       {R"({"recover":false})", R"({"recover":null})", R"({"x":"\"recover\""})"}) {
    Say(absl::StrCat(R"(["2","2","room:a","phx_join",)", params, "]"));
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(), Contains(HasSubstr(R"("response":{"room":""}}])")));
  }
}

TEST_F(SocketTest, NamesTheProblemOfARecovery) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"7", R"("details":{"recover":)"},
      {R"("e:7")", R"("details":{"recover":)"},
      {"[]", R"("details":{"recover":)"},
      {"{}", R"("details":{"recover.epoch":)"},
      {R"({"epoch":7,"offset":1})", R"("details":{"recover.epoch":)"},
      {R"({"epoch":"","offset":1})", R"("details":{"recover.epoch":)"},
      {R"({"epoch":"e"})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":-1})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":1.5})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":"1"})", R"("details":{"recover.offset":)"},
      {R"({"epoch":"e","offset":1,"run":"7"})", R"("details":{"recover.run":)"},
      {R"({"epoch":"e","offset":1,"run":-7})", R"("details":{"recover.run":)"}};
  for (const auto& [recover, details] : mistakes) {
    EXPECT_THAT(
        Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"recover":)", recover, "}]")),
        ElementsAre(AllOf(HasSubstr(R"("reason":"invalid_argument")"), HasSubstr(details))));
  }
  EXPECT_THAT(upstream_.calls, IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
