// The effect of each input in each state, as a table.

#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAreArray;
using Lines = std::vector<std::string>;

const Lines kNothing;

struct Case {
  const char* state;
  const char* input;
  Lines told;
};

class TransitionsTest : public VoiceTest, public testing::WithParamInterface<Case> {
 protected:
  // The session has a video, and its client sent metrics, in each state that allows it.
  void Bring(const std::string& state) {
    if (state == "idle") return session_.SetVideo(true, now_);
    session_.Join(true, now_);
    Input("metrics");
    if (state == "recording" || state == "cooldown") Input("speech_start");
    if (state == "cooldown") Input("speech_end");
    if (state == "error") Input("error");
    if (state == "disconnected") Pass(options_.heartbeat);
    ASSERT_EQ(VoiceStateName(session_.state()), state);
  }

  void Input(const std::string& input) {
    if (input == "join") return session_.Join(true, now_);
    if (input == "stop") return session_.Stop(now_);
    if (input == "note") return session_.NoteCreated(now_);
    if (input == "video goes") return session_.SetVideo(false, now_);
    if (input == "video comes") {
      session_.SetVideo(false, now_);
      return session_.SetVideo(true, now_);
    }
    if (input == "silence") return Pass(options_.heartbeat);
    EXPECT_TRUE(Say(input.c_str()).ok());
  }
};

TEST_P(TransitionsTest, FollowsTheTable) {
  Bring(GetParam().state);
  Sent();
  Input(GetParam().input);
  EXPECT_THAT(Sent(), ElementsAreArray(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Idle, TransitionsTest,
    testing::ValuesIn(std::vector<Case>{
        {"idle", "join", {"observing < idle"}},
        {"idle", "speech_start", {"observing < idle", "recording < observing", "record"}},
        {"idle", "speech_end", kNothing},
        {"idle", "metrics", kNothing},
        {"idle", "heartbeat", kNothing},
        {"idle", "error", {"error < idle", "error unknown"}},
        {"idle", "stop", kNothing},
        {"idle", "video goes", kNothing},
        {"idle", "video comes", kNothing},
        {"idle", "silence", kNothing},
        {"idle", "note", {"idle"}},
    }));

INSTANTIATE_TEST_SUITE_P(Observing, TransitionsTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"observing", "join", {"observing"}},
                             {"observing", "speech_start", {"recording < observing", "record"}},
                             {"observing", "speech_end", kNothing},
                             {"observing", "metrics", kNothing},
                             {"observing", "heartbeat", kNothing},
                             {"observing", "error", {"error < observing", "error unknown"}},
                             {"observing", "stop", {"idle < observing"}},
                             {"observing", "video goes", kNothing},
                             {"observing", "video comes", kNothing},
                             {"observing", "silence", {"disconnected < observing"}},
                             {"observing", "note", kNothing},
                         }));

INSTANTIATE_TEST_SUITE_P(Recording, TransitionsTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"recording", "join", {"recording", "record"}},
                             {"recording", "speech_start", kNothing},
                             {"recording", "speech_end", {"cooldown < recording", "stop"}},
                             {"recording", "metrics", kNothing},
                             {"recording", "heartbeat", kNothing},
                             {"recording", "error", {"error < recording", "stop", "error unknown"}},
                             {"recording", "stop", {"idle < recording", "stop"}},
                             {"recording", "video goes", kNothing},
                             {"recording", "video comes", kNothing},
                             {"recording", "silence", {"disconnected < recording", "stop"}},
                             {"recording", "note", kNothing},
                         }));

INSTANTIATE_TEST_SUITE_P(
    Cooldown, TransitionsTest,
    testing::ValuesIn(std::vector<Case>{
        {"cooldown", "join", {"cooldown"}},
        {"cooldown", "speech_start", {"ignored cooldown"}},
        {"cooldown", "speech_end", kNothing},
        {"cooldown", "metrics", kNothing},
        {"cooldown", "heartbeat", kNothing},
        {"cooldown", "error", {"error < cooldown", "error unknown"}},
        {"cooldown", "stop", {"idle < cooldown"}},
        {"cooldown", "video goes", kNothing},
        {"cooldown", "video comes", kNothing},
        {"cooldown", "silence", {"observing < cooldown", "disconnected < observing"}},
        {"cooldown", "note", kNothing},
    }));

INSTANTIATE_TEST_SUITE_P(Error, TransitionsTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"error", "join", {"observing < error"}},
                             {"error", "speech_start", {"ignored error"}},
                             {"error", "speech_end", kNothing},
                             {"error", "metrics", kNothing},
                             {"error", "heartbeat", kNothing},
                             {"error", "error", {"error unknown"}},
                             {"error", "stop", {"idle < error"}},
                             {"error", "video goes", kNothing},
                             {"error", "video comes", kNothing},
                             {"error", "silence", {"disconnected < error"}},
                             {"error", "note", kNothing},
                         }));

INSTANTIATE_TEST_SUITE_P(
    Disconnected, TransitionsTest,
    testing::ValuesIn(std::vector<Case>{
        {"disconnected", "join", {"reconnecting < disconnected", "observing < reconnecting"}},
        {"disconnected",
         "speech_start",
         {"reconnecting < disconnected", "observing < reconnecting", "recording < observing",
          "record"}},
        {"disconnected", "speech_end", {"reconnecting < disconnected", "observing < reconnecting"}},
        {"disconnected", "metrics", {"reconnecting < disconnected", "observing < reconnecting"}},
        {"disconnected", "heartbeat", {"reconnecting < disconnected", "observing < reconnecting"}},
        {"disconnected", "error", {"error < disconnected", "error unknown"}},
        {"disconnected", "stop", {"idle < disconnected"}},
        {"disconnected", "video goes", kNothing},
        {"disconnected", "video comes", kNothing},
        {"disconnected", "silence", kNothing},
        {"disconnected", "note", kNothing},
    }));

}  // namespace
}  // namespace lossy::agent
