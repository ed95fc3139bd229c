#include "services/agent/privacy/spoken_words.h"

#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"
#include "services/shared/privacy/forget_queue.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpokenWordsTest : public PipelineTest {
 protected:
  static base::Caller Service(const std::string& user_id) {
    return {.identity = {.user_id = user_id, .role = base::Role::kService}, .request_id = "r"};
  }

  absl::Status ForgetNote(const std::string& user_id, const std::string& note_id,
                          const std::string& request_id) {
    privacy::v1::ForgetRequest request;
    request.mutable_note()->set_id(note_id);
    request.mutable_note()->set_request_id(request_id);
    return words_.Forget(Service(user_id), request);
  }

  absl::Status DeleteRecording(const base::Caller& caller, const std::string& recording_id,
                               const std::string& user_id = "") {
    v1::DeleteRecordingRequest request;
    request.set_recording_id(recording_id);
    request.set_user_id(user_id);
    v1::DeleteRecordingResponse response;
    return words_.DeleteRecording(caller, request, &response);
  }
  static base::Caller User(const std::string& user_id) {
    return {.identity = {.user_id = user_id}, .request_id = "r"};
  }

  // Returns the request ids of the notes whose creation is forbidden.
  std::vector<std::string> ForgottenCreations() {
    std::vector<std::string> ids;
    for (const base::Outgoing& outgoing : outbox_->Queued(services::kForget)) {
      privacy::v1::ForgetOrder order;
      EXPECT_TRUE(order.ParseFromString(outgoing.payload));
      EXPECT_EQ(order.service(), "notes");
      ids.push_back(order.request().creation().request_id());
    }
    return ids;
  }

  // Returns a column of the only transcript.
  std::string Stored(const std::string& column) {
    return std::string(pool_.Query("SELECT " + column + "::text FROM transcripts")->Text(0, 0));
  }
  int Count(const std::string& table) {
    return static_cast<int>(pool_.Query("SELECT count(*) FROM " + table)->Int(0, 0));
  }

  SpokenWords words_{pool_, base::RealClock()};
};

TEST_F(SpokenWordsTest, DeletesTheWordsOfADeletedNote) {
  Record("sound");
  TranscribeAll();
  Note();
  ASSERT_TRUE(ForgetNote("ann", OnlyNote().id(), "").ok());
  EXPECT_EQ(Stored("text"), "");
  EXPECT_EQ(Stored("draft_text IS NULL"), "true");
  EXPECT_EQ(Stored("status"), "noted");
  EXPECT_EQ(Count("audio_chunks"), 0);
  EXPECT_EQ(Count("recordings"), 0);
  EXPECT_THAT(Events(session_), IsEmpty());
  EXPECT_EQ(sessions_.CountNotes("ann", session_).value(), 1);
  EXPECT_TRUE(ForgetNote("ann", OnlyNote().id(), "").ok());
}

TEST_F(SpokenWordsTest, DeletesTheWordsOfANoteWithoutAKnownId) {
  Speak("the pacing is too slow");
  ASSERT_TRUE(ForgetNote("ann", base::NewUuid(), Stored("id")).ok());
  EXPECT_EQ(Stored("text"), "");
  EXPECT_EQ(Note(), 0);
  EXPECT_THAT(notes_.notes, IsEmpty());
}

TEST_F(SpokenWordsTest, WorkThatIsUnderWayKeepsNothing) {
  Speak("the pacing is too slow");
  const Transcript claimed = transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(5))->front();
  ASSERT_TRUE(ForgetNote("ann", base::NewUuid(), claimed.id).ok());
  DraftWriter drafts(rules_, bounded_model_, confidence_, clock_, {});
  DraftStage(outcome_, drafts, notes_, {}).Work(claimed);
  EXPECT_EQ(Stored("text"), "");
  EXPECT_EQ(Stored("draft_text IS NULL"), "true");
  EXPECT_THAT(Events(session_), IsEmpty());
}

TEST_F(SpokenWordsTest, ADeletedRecordingTakesItsWordsWithItAndLeavesItsNote) {
  Record("sound");
  TranscribeAll();
  Note();
  const std::string recording = Stored("recording_id");
  ASSERT_TRUE(DeleteRecording(User("ann"), recording).ok());
  EXPECT_EQ(Stored("text"), "");
  EXPECT_EQ(Stored("status"), "noted");
  EXPECT_EQ(Count("audio_chunks"), 0);
  EXPECT_THAT(ForgottenCreations(), IsEmpty());
  EXPECT_TRUE(DeleteRecording(User("ann"), recording).ok());
}

TEST_F(SpokenWordsTest, NoNoteIsMadeOfARecordingThatWasDeletedBefore) {
  Record("sound");
  TranscribeAll();
  ASSERT_TRUE(DeleteRecording(User("ann"), Stored("recording_id")).ok());
  EXPECT_EQ(Note(), 0);
  EXPECT_EQ(Stored("status"), "skipped");
  EXPECT_THAT(ForgottenCreations(), ElementsAre(Stored("id")));
}

TEST_F(SpokenWordsTest, DeletesTheWordsAboutADeletedVideo) {
  const std::string video = base::NewUuid();
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {.video_id = video}).ok());
  Record("sound");
  TranscribeAll();
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", "more sound").ok());
  privacy::v1::ForgetRequest request;
  request.set_video_id(video);
  ASSERT_TRUE(words_.Forget(Service("ben"), request).ok());
  EXPECT_EQ(Count("audio_chunks"), 2);
  ASSERT_TRUE(words_.Forget(Service("ann"), request).ok());
  EXPECT_EQ(Count("audio_chunks"), 0);
  EXPECT_EQ(Count("recordings"), 0);
  EXPECT_EQ(Stored("text"), "");
  EXPECT_EQ(Note(), 0);
  EXPECT_THAT(ForgottenCreations(), ElementsAre(Stored("id")));
  ASSERT_TRUE(words_.Forget(Service("ann"), request).ok());
  EXPECT_EQ(ForgottenCreations().size(), 1);
}

TEST_F(SpokenWordsTest, ReportsThatMoreIsLeftWhenItsTimeEnds) {
  const std::string video = base::NewUuid();
  static constexpr char kMany[] = R"sql(
      INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, video_id,
                               timestamp_seconds)
      SELECT 'ann', gen_random_uuid(), $1, 'r', 'words', 'local', $2, 0
      FROM generate_series(1, 150))sql";
  ASSERT_TRUE(pool_.Query(kMany, {session_, video}).ok());
  privacy::v1::ForgetRequest request;
  request.set_video_id(video);
  base::Caller caller = Service("ann");
  caller.deadline = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(words_.Forget(caller, request)));
  EXPECT_TRUE(words_.Forget(caller, request).ok());
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM transcripts WHERE text <> ''")->Int(0, 0), 0);
}

TEST_F(SpokenWordsTest, OnlyTheOwnerAndOperatorsDeleteARecording) {
  Record("sound");
  const std::string recording = Stored("recording_id");
  EXPECT_TRUE(absl::IsNotFound(DeleteRecording(User("ben"), recording)));
  EXPECT_TRUE(absl::IsPermissionDenied(DeleteRecording(User("ben"), recording, "ann")));
  EXPECT_EQ(Count("recordings"), 1);
  base::Caller op = User("operator");
  op.identity.role = base::Role::kOperator;
  EXPECT_TRUE(DeleteRecording(op, recording, "ann").ok());
  EXPECT_EQ(Count("recordings"), 0);
}

TEST_F(SpokenWordsTest, KeepsTheWordsOfOtherUsers) {
  Speak("the pacing is too slow");
  ASSERT_TRUE(ForgetNote("ben", base::NewUuid(), Stored("id")).ok());
  EXPECT_EQ(Stored("text"), "the pacing is too slow");
  EXPECT_EQ(Note(), 1);
}

TEST_F(SpokenWordsTest, ANoteDeletedBeforeItsRepeatedCreationIsNotPublished) {
  Speak("the pacing is too slow");
  const std::string transcript = Stored("id");
  notes_.notes[transcript].set_id(base::NewUuid());
  notes_.notes[transcript].set_revision(1);
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready"));
  EXPECT_EQ(Stored("status"), "noted");
}

}  // namespace
}  // namespace lossy::agent
