#include "services/agent/storage/session_store.h"

#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// The header of a WAV file with 8,000 bytes per second.
const std::string kHeader(
    "RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0"
    "\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0"
    "data\xff\xff\xff\xff",
    44);
const std::string kSound = "some sound";
const std::string kMinute(60 * 8'000, 's');

class SessionStoreTest : public AgentTest {
 protected:
  SessionStoreTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  Appended Append(const std::string& piece) {
    absl::StatusOr<Appended> appended = sessions_.Append("ann", session_, "r", piece);
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended.value_or(Appended{});
  }

  bool Finish() { return *sessions_.FinishRecording("ann", session_, "r"); }

  // Returns the frame of each transcript, in the order of speech.
  std::vector<std::string> Frames() {
    const auto rows = pool_.Query("SELECT coalesce(frame, '') FROM transcripts ORDER BY seq");
    std::vector<std::string> frames;
    for (int i = 0; i < rows->size(); ++i) frames.push_back(rows->Bytes(i, 0));
    return frames;
  }

  void Age() {
    EXPECT_TRUE(
        pool_.Query("UPDATE sessions SET last_active_at = last_active_at - interval '1 day'").ok());
    EXPECT_TRUE(
        pool_.Query("UPDATE recordings SET inserted_at = inserted_at - interval '1 day'").ok());
  }

  const std::string session_ = base::NewUuid();
};

TEST_F(SessionStoreTest, HandsOverARecordingWhenItIsFinished) {
  Append(kHeader + kSound);
  EXPECT_EQ(Append(kSound).audio.bytes, kHeader.size() + 2 * kSound.size());
  EXPECT_THAT(HandedOver(), IsEmpty());
  EXPECT_TRUE(Finish());
  EXPECT_THAT(HandedOver(), testing::ElementsAre(kHeader + kSound + kSound));
  EXPECT_FALSE(Finish());
}

TEST_F(SessionStoreTest, KeepsARecordingForAClientThatJoinsAgain) {
  Append(kHeader + kSound);
  const SessionState state = *sessions_.Join("ann", session_, {});
  EXPECT_EQ(state.audio.bytes, kHeader.size() + kSound.size());
  EXPECT_GT(state.audio.seconds, 0);
  EXPECT_FALSE(state.transcribing);
  Finish();
  EXPECT_TRUE(sessions_.Join("ann", session_, {})->transcribing);
}

TEST_F(SessionStoreTest, HandsOverAMinuteAndThePlayerCanPlayTheRest) {
  EXPECT_TRUE(Append(kHeader + kMinute).handed_over);
  EXPECT_FALSE(Append(kSound).handed_over);
  Finish();
  const std::vector<std::string> sounds = HandedOver();
  ASSERT_THAT(sounds, SizeIs(2));
  EXPECT_EQ(sounds[1], kHeader + kSound);
}

TEST_F(SessionStoreTest, SmallPiecesOfManyClaimedSecondsStayOneRecording) {
  SessionStore credulous(
      pool_, {.recording = {.max_seconds = 60, .opus_rate = 1}, .stored = {.waiting = {}}});
  for (int i = 0; i < 60; ++i) {
    const auto appended = credulous.Append("ann", session_, "r", std::string(60, 'a'));
    EXPECT_FALSE(appended->handed_over);
  }
  EXPECT_TRUE(credulous.Append("ann", session_, "r", std::string(4'096, 'a'))->handed_over);
}

TEST_F(SessionStoreTest, AHeaderThatIsRepeatedCountsAsBytes) {
  EXPECT_TRUE(Append(kHeader + kMinute).handed_over);
  EXPECT_EQ(Append(kSound).audio.bytes, kHeader.size() + kSound.size());
}

TEST_F(SessionStoreTest, ForgetsTheOwnerWithTheSession) {
  Age();
  EXPECT_EQ(retention_.ForgetSessions(absl::Hours(1))->done, 1);
  EXPECT_TRUE(pool_.Query("SELECT 1 FROM session_owners")->empty());
}

TEST_F(SessionStoreTest, ForgetsOwnersWhoseSessionsWereForgottenEarlier) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO session_owners (session_id, user_id) "
                         "SELECT gen_random_uuid(), 'ann' FROM generate_series(1, 2500)")
                  .ok());
  std::string after;
  int forgotten = 0;
  do {
    const int count = retention_.ForgetOwners(&after)->done;
    EXPECT_LE(count, 1'000);
    forgotten += count;
  } while (!after.empty());
  EXPECT_EQ(forgotten, 2'500);
  EXPECT_TRUE(absl::IsNotFound(sessions_.Join("ben", session_, {}).status()));
}

TEST_F(SessionStoreTest, ForgetsASessionOfManyWordsInPortions) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO transcripts (user_id, id, session_id, request_id, text, "
                         "source, timestamp_seconds, status) SELECT 'ann', gen_random_uuid(), "
                         "$1::uuid, 'r', 'w', 's', 0, 'noted' FROM generate_series(1, 2500)",
                         {session_})
                  .ok());
  Age();
  EXPECT_EQ(retention_.ForgetSessions(absl::Hours(1))->done, 1);
  EXPECT_TRUE(pool_.Query("SELECT 1 FROM transcripts")->empty());
}

TEST_F(SessionStoreTest, HandsOverFiveMegabytes) {
  SessionStore patient(pool_, {.recording = {.max_seconds = 1e9}, .stored = {.waiting = {}}});
  EXPECT_FALSE(patient.Append("ann", session_, "r", std::string(4'000'000, 'a'))->handed_over);
  EXPECT_TRUE(patient.Append("ann", session_, "r", std::string(1'000'000, 'a'))->handed_over);
  EXPECT_EQ(sessions_.Join("ann", session_, {})->audio.bytes, 0);
}

TEST_F(SessionStoreTest, ANewStreamEndsTheRecordingBeforeIt) {
  Append(kHeader + kSound);
  EXPECT_TRUE(Append(kHeader + kSound + "2").handed_over);
  Finish();
  EXPECT_THAT(HandedOver(), testing::ElementsAre(kHeader + kSound, kHeader + kSound + "2"));
}

TEST_F(SessionStoreTest, LaterSoundIsNoPartOfAFinishedRecording) {
  EXPECT_TRUE(Append(kHeader + kMinute).handed_over);
  EXPECT_FALSE(Finish());
  Append("no stream");
  Finish();
  EXPECT_EQ(HandedOver()[1], "no stream");
}

TEST_F(SessionStoreTest, ARecordingBelongsToTheMomentAtWhichItBegan) {
  const std::string video = base::NewUuid();
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {video, 12.5}).ok());
  Append(kHeader + kSound);
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {"", 99}).ok());
  Finish();
  const Transcript recorded = transcripts_.Claim(Stage::kTranscribe, 1, absl::Seconds(30))->at(0);
  EXPECT_EQ(recorded.context.video_id, video);
  EXPECT_EQ(recorded.context.timestamp_seconds, 12.5);
}

TEST_F(SessionStoreTest, ARepeatedPieceIsStoredOnce) {
  const auto send = [&](const std::string& stream, std::int64_t offset, const std::string& piece) {
    const AudioPosition position{.stream_id = stream, .offset = offset, .request_id = {}};
    return sessions_.Append("ann", session_, "r", piece, position).status();
  };
  const std::string start = kHeader + kSound;
  const auto size = static_cast<std::int64_t>(start.size());
  EXPECT_TRUE(send("one", 0, start).ok());
  EXPECT_TRUE(send("one", 0, start).ok());
  EXPECT_TRUE(send("one", 4, start.substr(4) + "more").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(send("one", size + 5, "a hole")));
  EXPECT_TRUE(send("one", size + 4, " of it").ok());
  const AudioStream stream = sessions_.Join("ann", session_, {})->stream;
  EXPECT_EQ(stream.id, "one");
  EXPECT_EQ(stream.received_bytes, size + 10);
  EXPECT_TRUE(send("two", 0, "no container").ok());
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes, 12);
  Finish();
  EXPECT_THAT(HandedOver(), testing::ElementsAre(start + "more of it", "no container"));
}

TEST_F(SessionStoreTest, AStreamWithANameIsKnownAfterItsRecordingIsFinished) {
  const AudioPosition position{.stream_id = "one", .offset = 0, .request_id = {}};
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", kHeader, position).ok());
  Finish();
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes, kHeader.size());
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", kHeader, position).ok());
  EXPECT_FALSE(Finish());
}

TEST_F(SessionStoreTest, AStreamContinuesAfterItsRecordingWasAbandoned) {
  AudioPosition position{.stream_id = "one", .offset = 0, .request_id = {}};
  const std::string start = kHeader + kSound;
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", start, position).ok());
  Age();
  EXPECT_EQ(sessions_.FinishAbandoned(absl::Minutes(1))->done, 1);
  position.offset = start.size();
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", kSound, position).ok());
  Finish();
  EXPECT_THAT(HandedOver(), testing::ElementsAre(start, start));
}

TEST_F(SessionStoreTest, AStreamWithoutANameCountsFromItsStart) {
  Append(kHeader + kSound);
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes,
            kHeader.size() + kSound.size());
  Append(kHeader);
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes, kHeader.size());
  Finish();
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes, 0);
  Append("no stream");
  EXPECT_EQ(sessions_.Join("ann", session_, {})->stream.received_bytes, 9);
}

TEST_F(SessionStoreTest, ARequestIdMarksARepeatAfterTheHandover) {
  SessionStore small(pool_, {.recording = {.max_bytes = 10}, .stored = {.waiting = {}}});
  const AudioPosition first{.stream_id = {}, .offset = {}, .request_id = "1"};
  EXPECT_FALSE(small.Append("ann", session_, "r", "first", first)->handed_over);
  EXPECT_FALSE(small.Append("ann", session_, "r", "first", first)->handed_over);
  const AudioPosition second{.stream_id = {}, .offset = {}, .request_id = "2"};
  EXPECT_TRUE(small.Append("ann", session_, "r", "second", second)->handed_over);
  EXPECT_EQ(small.Append("ann", session_, "r", "second", second)->audio.bytes, 0);
  EXPECT_THAT(HandedOver(), testing::ElementsAre("firstsecond"));
}

TEST_F(SessionStoreTest, ARecordingHasTheFrameThatWasOnScreen) {
  ASSERT_TRUE(sessions_.SetFrame("ann", session_, "before").ok());
  Append(kHeader + kSound);
  Finish();
  Append(kHeader + kSound);
  ASSERT_TRUE(sessions_.SetFrame("ann", session_, "meanwhile").ok());
  Finish();
  ASSERT_TRUE(pool_.Query("UPDATE sessions SET frame_at = now() - interval '6 seconds'").ok());
  Append(kHeader + kSound);
  Finish();
  EXPECT_THAT(Frames(), testing::ElementsAre("before", "meanwhile", ""));
}

TEST_F(SessionStoreTest, ARecordingHasNoFrameOfAnotherVideo) {
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {base::NewUuid(), 1}).ok());
  Append(kHeader + kSound);
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {base::NewUuid(), 1}).ok());
  ASSERT_TRUE(sessions_.SetFrame("ann", session_, "another").ok());
  Finish();
  EXPECT_THAT(Frames(), testing::ElementsAre(""));
}

TEST_F(SessionStoreTest, HandsOverTheRecordingOfAnAbandonedSession) {
  Append(kHeader + kSound);
  EXPECT_EQ(sessions_.FinishAbandoned(absl::Minutes(1))->done, 0);
  Age();
  EXPECT_EQ(sessions_.FinishAbandoned(absl::Minutes(1))->done, 1);
  EXPECT_THAT(HandedOver(), SizeIs(1));
}

TEST_F(SessionStoreTest, AFailedHandoverDelaysNoOtherRecording) {
  Append(kHeader + kSound);
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO recordings (user_id, id, session_id, size_bytes, "
                         "duration_seconds) SELECT user_id, recording_id, id, 1, 1 FROM sessions")
                  .ok());
  const std::string other = base::NewUuid();
  ASSERT_TRUE(sessions_.Join("ben", other, {}).ok());
  ASSERT_TRUE(sessions_.Append("ben", other, "r", kHeader + kSound).ok());
  EXPECT_TRUE(pool_.Query("UPDATE sessions SET last_active_at = now() - interval '1 hour'").ok());
  EXPECT_EQ(sessions_.FinishAbandoned(absl::Minutes(1))->done, 1);
  EXPECT_EQ(sessions_.FinishAbandoned(absl::Minutes(1))->done, 0);
}

TEST_F(SessionStoreTest, DeletesOldTranscribedRecordings) {
  Append(kHeader + kSound);
  Finish();
  Age();
  EXPECT_EQ(retention_.ForgetRecordings(absl::Hours(1))->done, 0);
  HandedOver();
  EXPECT_EQ(retention_.ForgetRecordings(absl::Hours(48))->done, 0);
  EXPECT_EQ(retention_.ForgetRecordings(absl::Hours(1))->done, 1);
  EXPECT_TRUE(pool_.Query("SELECT 1 FROM audio_chunks")->empty());
}

TEST_F(SessionStoreTest, DeletesAllOldRecordings) {
  ASSERT_TRUE(
      pool_
          .Query("INSERT INTO recordings (user_id, id, session_id, duration_seconds, "
                 "size_bytes, inserted_at) SELECT 'ann', gen_random_uuid(), $1::uuid, 1, 1, "
                 "now() - interval '3 hours' FROM generate_series(1, 2500)",
                 {session_})
          .ok());
  EXPECT_GT(*retention_.RecordingsOverdue(absl::Hours(1)), absl::Minutes(119));
  int forgotten = 0;
  for (bool more = true; more;) {
    const absl::StatusOr<base::TaskRun> run = retention_.ForgetRecordings(absl::Hours(1));
    ASSERT_TRUE(run.ok()) << run.status();
    EXPECT_LE(run->done, 1'000);
    forgotten += run->done;
    more = run->more;
  }
  EXPECT_EQ(forgotten, 2'500);
  EXPECT_EQ(*retention_.RecordingsOverdue(absl::Hours(1)), absl::ZeroDuration());
}

TEST_F(SessionStoreTest, ReportsHowLongASessionIsOverdue) {
  EXPECT_EQ(*retention_.SessionsOverdue(absl::Hours(1)), absl::ZeroDuration());
  Age();
  EXPECT_GT(*retention_.SessionsOverdue(absl::Hours(1)), absl::ZeroDuration());
}

TEST_F(SessionStoreTest, DeletesOldSessionsWithoutWaitingWork) {
  Append(kHeader + kSound);
  Age();
  EXPECT_EQ(retention_.ForgetSessions(absl::Hours(1))->done, 0);
  Finish();
  Age();
  EXPECT_EQ(retention_.ForgetSessions(absl::Hours(1))->done, 0);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET status = 'noted'").ok());
  EXPECT_EQ(retention_.ForgetSessions(absl::Hours(1))->done, 1);
}

TEST_F(SessionStoreTest, ASessionOfAnotherUserIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(sessions_.Join("ben", session_, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(sessions_.Append("ben", session_, "r", "x").status()));
}

}  // namespace
}  // namespace lossy::agent
