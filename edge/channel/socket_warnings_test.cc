#include "edge/channel/socket_fixture.h"
#include "edge/channel/unknown_key_reporter.h"
#include "gmock/gmock.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using sample::v1::CountRequest;
using sample::v1::CountResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A socket of an edge with --warn_unknown_keys.
class WarningsTest : public SocketTest {
 protected:
  WarningsTest() {
    channel_table_.emplace(table_, metrics_.routes, &reporter_);
    Restart();
  }

  // Returns the count of unknown keys with these labels.
  double Counted(const std::string& topic, const std::string& event) {
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != "lossy_edge_unknown_keys_total") continue;
      for (const prometheus::ClientMetric& metric : family.metric) {
        const bool has_topic = HasLabel(metric, "topic", topic);
        if (has_topic && HasLabel(metric, "event", event)) return metric.counter.value;
      }
    }
    return 0;
  }

  UnknownKeyReporter reporter_{registry_};

 private:
  static bool HasLabel(const prometheus::ClientMetric& metric, const std::string& name,
                       const std::string& value) {
    for (const prometheus::ClientMetric::Label& label : metric.label) {
      if (label.name == name) return label.value == value;
    }
    return false;
  }
};

TEST_F(WarningsTest, WarnsInTheAnswerOfACall) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{"rooom":"b","colour":{"t":1}}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(
      Sent(),
      ElementsAre(
          R"(["1","2","room:a","phx_reply",{"status":"ok","response":{"warnings":["unknown key rooom of echo: did you mean room?","unknown key colour of echo"],"room":"","t":0,"s":0,"x":""}}])"));
  EXPECT_EQ(Counted("room:{room}", "echo"), 2);
}

TEST_F(WarningsTest, WarnsInAnErrorAndInAnEmptyAnswer) {
  Join("1", "room:a");
  EXPECT_THAT(Say(R"(["1","2","room:a","echo",{"rooom":"b","x":5}])"),
              ElementsAre(HasSubstr(
                  R"({"warnings":["unknown key rooom of echo: did you mean room?"],"reason":)")));
  Say(R"(["1","3","room:a","new_msg",{"y":1}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(),
              ElementsAre(HasSubstr(R"("response":{"warnings":["unknown key y of new_msg"]}})")));
}

TEST_F(WarningsTest, WarnsInTheReplyToAJoinButNotOfTheEdgesOptions) {
  Say(R"(["1","1","room:a","phx_join",{"recover":true,"rom":"b"}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  const std::vector<std::string> sent = Sent();
  ASSERT_EQ(sent.size(), 1);
  EXPECT_THAT(sent[0], HasSubstr(R"({"warnings":["unknown key rom of phx_join: did you mean )"
                                 R"(room?"],"room":"","position":)"));
  EXPECT_EQ(Counted("room:{room}", "phx_join"), 1);
}

TEST_F(WarningsTest, WarnsInTheReplyOfASession) {
  FakeUpstream::Stream& stream = JoinCounter();
  Say(R"(["1","2","counter:c","add",{"amuont":4}])");
  CountRequest request;
  ASSERT_TRUE(request.ParseFromString(stream.sent.back()));
  CountResponse reply;
  reply.set_ref(request.ref());
  reply.mutable_add()->set_total(7);
  stream.Bring(reply.SerializeAsString());
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr(
                          R"("response":{"warnings":["unknown key amuont of add: did you mean )"
                          R"(amount?"],"total":7}})")));
}

TEST_F(WarningsTest, WarnsOfNoKnownKey) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{"room":"b","t":1}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(Not(HasSubstr("warnings"))));
  EXPECT_EQ(Counted("room:{room}", "echo"), 0);
}

TEST_F(SocketTest, WarnsOfNoUnknownKeyUnlessItShould) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{"rooom":"b"}])");
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), ElementsAre(Not(HasSubstr("warnings"))));
}

}  // namespace
}  // namespace lossy::edge
