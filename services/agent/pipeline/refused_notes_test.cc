#include <cmath>

#include "absl/container/flat_hash_set.h"
#include "gmock/gmock.h"
#include "services/agent/pipeline/fake_notes_service.h"
#include "services/agent/pipeline/notes_client.h"
#include "services/agent/pipeline/pipeline_fixture.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

// Returns the optional fields of a request.
template <typename Request>
std::vector<std::string> OptionalFields(const absl::flat_hash_set<std::string>& required) {
  std::vector<std::string> names;
  for (int i = 0; i < Request::descriptor()->field_count(); ++i) {
    const std::string name(Request::descriptor()->field(i)->name());
    if (!required.contains(name)) names.push_back(name);
  }
  return names;
}

// The stages make notes over gRPC, although the notes service refuses requests.
class RefusedNotesTest : public PipelineTest {
 protected:
  RefusedNotesTest() { asks_model_ = true; }

  void NoteByGrpc() { DraftWith(client_); }
  void ImproveByGrpc() { ImproveWith(client_); }

  std::vector<std::string> Texts() {
    std::vector<std::string> texts;
    for (const auto& [id, note] : service_.notes) texts.push_back(note.text());
    return texts;
  }

  std::string Statuses() {
    const char sql[] = "SELECT coalesce(string_agg(status, ' ' ORDER BY seq), '') FROM transcripts";
    return std::string(pool_.Query(sql)->Text(0, 0));
  }

  void Forget() {
    service_.notes.clear();
    EXPECT_TRUE(pool_.Query("DELETE FROM transcripts").ok());
    EXPECT_TRUE(pool_.Query("DELETE FROM outbox").ok());
  }

  FakeNotesService service_;
  const base::InternalIdentity identity_ = services::NewTestIdentity();
  NotesClient client_{service_.Channel(), identity_, absl::Seconds(30)};
};

TEST_F(RefusedNotesTest, WordsBecomeANoteThoughAnOptionalFieldIsRefused) {
  const std::string video = base::NewUuid();
  ASSERT_TRUE(sessions_.SetContext("ann", session_, {video, 5}).ok());
  notes::v1::Frame frame;
  frame.set_timestamp(5);
  for (const std::string& field :
       OptionalFields<notes::v1::CreateNoteRequest>({"request_id", "text", "timestamp_seconds"})) {
    service_.refused_field = field;
    Transcript transcript{.user_id = "ann",
                          .session_id = session_,
                          .request_id = "r",
                          .text = "one",
                          .source = "local",
                          .context = {.video_id = video, .timestamp_seconds = 5},
                          .frame = frame.SerializeAsString()};
    ASSERT_TRUE(transcripts_.Keep(transcript).ok());
    NoteByGrpc();
    EXPECT_THAT(Texts(), ElementsAre("one")) << field;
    EXPECT_EQ(Statuses(), "noted") << field;
    EXPECT_EQ(service_.notes.begin()->second.timestamp_seconds(), 5) << field;
    EXPECT_EQ(service_.notes.begin()->second.has_video_id(), field != "video_id");
    Forget();
  }
}

TEST_F(RefusedNotesTest, WordsAboutADeletedVideoAreANoteWithoutOne) {
  service_.refused_field = "video_id";
  service_.refusal = base::NotFound("Video not found");
  Transcript transcript{.user_id = "ann",
                        .session_id = session_,
                        .request_id = "r",
                        .text = "one",
                        .source = "local",
                        .context = {.video_id = base::NewUuid(), .timestamp_seconds = 5}};
  ASSERT_TRUE(transcripts_.Keep(transcript).ok());
  NoteByGrpc();
  EXPECT_THAT(Texts(), ElementsAre("one"));
}

TEST_F(RefusedNotesTest, LongNamesOfModelsAndClientsAreCut) {
  for (const std::string& name :
       {std::string(65, 'm'), std::string(64, '<'), std::string(63, 'm') + "é",
        std::string("m\xff"), std::string(100'000, '>')}) {
    FakeNoteWriter model(name);
    BoundedWriter bounded(model, transcripts_, quota_, /*max_answers=*/3);
    writer_ = &bounded;
    Transcript transcript{.user_id = "ann",
                          .session_id = session_,
                          .request_id = "r",
                          .text = "one",
                          .source = services::FitName(name)};
    ASSERT_TRUE(transcripts_.Keep(transcript).ok());
    NoteByGrpc();
    ASSERT_THAT(service_.notes, SizeIs(1)) << name.size();
    const notes::v1::Note& note = service_.notes.begin()->second;
    EXPECT_EQ(note.written_by(), services::FitName(name));
    EXPECT_EQ(note.heard_by(), services::FitName(name));
    EXPECT_EQ(service_.creates.back().category(), notes::v1::NOTE_CATEGORY_PACING);
    Forget();
  }
}

TEST_F(RefusedNotesTest, AnInvalidDraftBecomesANoteOfTheWords) {
  model_.confidence = std::nan("");
  confidence_.least = -1;
  Speak("one");
  NoteByGrpc();
  EXPECT_THAT(Texts(), ElementsAre("one"));
  EXPECT_FALSE(service_.creates.back().has_confidence());
}

TEST_F(RefusedNotesTest, WordsThatAreRefusedInEveryFormStayToBeNoted) {
  service_.refused_field = "text";
  Speak("one");
  for (int i = 0; i < 20; ++i, Wait()) NoteByGrpc();
  EXPECT_EQ(Statuses(), "pending");
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "structuring_failed"));
  const auto told = outbox_->Events<v1::SessionEvent>("session:" + session_);
  EXPECT_EQ(told.back().agent_event().text(), "one");
  service_.refused_field.clear();
  NoteByGrpc();
  EXPECT_EQ(Statuses(), "noted");
  EXPECT_THAT(Texts(), ElementsAre("one"));
}

TEST_F(RefusedNotesTest, RefusedWordsDelayNoLaterWords) {
  service_.refused_field = "text";
  Speak("one");
  NoteByGrpc();
  service_.refused_field.clear();
  Speak("two");
  NoteByGrpc();
  EXPECT_THAT(Texts(), ElementsAre("two"));
  EXPECT_EQ(Statuses(), "pending noted");
}

TEST_F(RefusedNotesTest, WordsBeyondTheQuotaOfNotesWait) {
  service_.refused_field = "text";
  service_.refusal = base::QuotaExceeded("notes", 5);
  Speak("one");
  NoteByGrpc();
  EXPECT_EQ(Statuses(), "pending");
  EXPECT_TRUE(IsDelayed(absl::Seconds(50)));
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "structuring_failed"));
}

TEST_F(RefusedNotesTest, AFaultOfTheNotesServiceDelaysASessionForABoundedTime) {
  service_.refused_field = "text";
  service_.refusal = absl::InternalError("bug");
  Speak("one");
  Speak("two");
  for (int i = 0; i < 8; ++i, Wait()) NoteByGrpc();
  service_.refused_field.clear();
  NoteByGrpc();
  EXPECT_THAT(Texts(), testing::UnorderedElementsAre("one", "two"));
}

TEST_F(RefusedNotesTest, ARepeatedTranscriptionChangesANoteThoughOptionalFieldsAreRefused) {
  for (const std::string& field : OptionalFields<notes::v1::UpdateNoteRequest>(
           {"note_id", "expected_revision", "text", "request_id"})) {
    Record("sound");
    TranscribeAll();
    NoteByGrpc();
    const std::string recording = recording_store_.List("ann", session_, 1)->at(0).id();
    ASSERT_TRUE(recording_store_.TranscribeAgain("ann", recording).ok());
    transcriber_.text = "heard again";
    service_.refused_field = field;
    TranscribeAll();
    NoteByGrpc();
    EXPECT_THAT(Texts(), ElementsAre("heard again")) << field;
    EXPECT_EQ(Statuses(), "noted") << field;
    service_.refused_field.clear();
    transcriber_.text = "the pacing is too slow";
    Forget();
    EXPECT_TRUE(pool_.Query("DELETE FROM recordings").ok());
  }
}

TEST_F(RefusedNotesTest, AnImprovementThatIsRefusedLeavesTheWords) {
  for (const std::string& field : OptionalFields<notes::v1::UpdateNoteRequest>(
           {"note_id", "expected_revision", "request_id"})) {
    model_.failure = base::Unavailable("away");
    Speak("one");
    clock_.Advance(absl::Seconds(16));
    NoteByGrpc();
    model_.failure = absl::OkStatus();
    service_.refused_field = field;
    ImproveByGrpc();
    EXPECT_THAT(Texts(), ElementsAre("one")) << field;
    EXPECT_EQ(Statuses(), "noted") << field;
    service_.refused_field.clear();
    Forget();
  }
}

}  // namespace
}  // namespace lossy::agent
