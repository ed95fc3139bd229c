#include "services/agent/note_maker.h"

#include "base/error/error.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/agent_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Repeats the words as a pacing note, except "um".
class EchoWriter final : public NoteWriter {
 public:
  absl::StatusOr<Draft> Write(const Utterance& utterance) override {
    if (!failure.ok()) return failure;
    if (utterance.text == "um") return Draft{.confidence = 0.1};
    return Draft{
        .text = utterance.text, .category = notes::v1::NOTE_CATEGORY_PACING, .confidence = 0.9};
  }
  absl::string_view name() const override { return "echo"; }

  absl::Status failure;
};

// Keeps one note for each request, as the notes service does.
class FakeKeeper final : public NoteKeeper {
 public:
  absl::StatusOr<notes::v1::Note> Create(const std::string& user_id, const std::string&,
                                         const notes::v1::CreateNoteRequest& request) override {
    ++calls;
    if (!failure.ok()) return failure;
    if (request.text().size() > 10'000 || request.raw_transcript().size() > 10'000) {
      return base::InvalidArgument("text", "must be at most 10000 bytes");
    }
    notes::v1::Note& note = notes[request.request_id()];
    note.set_id(request.request_id());
    note.set_text(request.text());
    note.set_timestamp_seconds(request.timestamp_seconds());
    users.push_back(user_id);
    return note;
  }

  absl::Status failure;
  int calls = 0;
  std::map<std::string, notes::v1::Note> notes;
  std::vector<std::string> users;
};

class NoteMakerTest : public AgentTest {
 protected:
  NoteMakerTest() { EXPECT_TRUE(store_.Join("ann", session_, {}).ok()); }

  void Speak(const std::string& text) {
    Transcript transcript{.user_id = "ann",
                          .session_id = session_,
                          .request_id = "r",
                          .text = text,
                          .source = "local",
                          .context = {.video_id = "", .timestamp_seconds = 5}};
    EXPECT_TRUE(store_.Keep(transcript, absl::ZeroDuration()).ok());
  }

  // What a lease or a rest was for is over.
  void Wait() {
    EXPECT_TRUE(pool_.Query("UPDATE transcripts SET leased_until = '-infinity'").ok());
  }

  int WorkUntilIdle() {
    int all = 0;
    for (int done; (done = maker_.WorkOnce()) > 0;) all += done;
    return all;
  }

  const std::string session_ = base::NewUuid();
  EchoWriter writer_;
  FakeKeeper keeper_;
  prometheus::Registry maker_registry_;
  NoteMaker maker_{store_, writer_, keeper_, [] {}, {.threads = 0}, maker_registry_};
};

TEST_F(NoteMakerTest, MakesNotesInTheOrderOfSpeech) {
  for (const char* text : {"one", "two", "three"}) Speak(text);
  EXPECT_EQ(WorkUntilIdle(), 3);
  EXPECT_THAT(
      Told(session_),
      ElementsAre("transcript_ready", "transcript_ready", "transcript_ready", "note one",
                  "note_created", "note two", "note_created", "note three", "note_created"));
  EXPECT_EQ(keeper_.users[0], "ann");
  EXPECT_EQ(keeper_.notes.begin()->second.timestamp_seconds(), 5);
}

TEST_F(NoteMakerTest, SaysWhyThereIsNoNote) {
  Speak("um");
  WorkUntilIdle();
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note_skipped noise"));
  EXPECT_THAT(keeper_.notes, IsEmpty());
}

TEST_F(NoteMakerTest, TriesAgainWhileNotesAreAway) {
  keeper_.failure = base::Unavailable("away");
  Speak("one");
  EXPECT_EQ(WorkUntilIdle(), 1);
  EXPECT_EQ(WorkUntilIdle(), 0);  // It rests.
  Wait();
  keeper_.failure = absl::OkStatus();
  EXPECT_EQ(WorkUntilIdle(), 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(NoteMakerTest, KeepsTheOrderWhileTheFirstIsTriedAgain) {
  keeper_.failure = base::Unavailable("away");
  Speak("one");
  Speak("two");
  EXPECT_EQ(WorkUntilIdle(), 1);
  keeper_.failure = absl::OkStatus();
  EXPECT_EQ(WorkUntilIdle(), 0);  // The second waits for the first.
  Wait();
  EXPECT_EQ(WorkUntilIdle(), 2);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "transcript_ready", "note one",
                                          "note_created", "note two", "note_created"));
}

TEST_F(NoteMakerTest, MakesOneNoteThoughACrashCameBetween) {
  Speak("one");
  // A replica that claimed, made the note, and died.
  const Transcript claimed = store_.Claim(1, absl::Seconds(30))->at(0);
  notes::v1::CreateNoteRequest request;
  request.set_request_id(claimed.id);
  request.set_text("one");
  ASSERT_TRUE(keeper_.Create("ann", "r", request).ok());
  EXPECT_EQ(WorkUntilIdle(), 0);  // Its lease holds.
  Wait();
  EXPECT_EQ(WorkUntilIdle(), 1);
  EXPECT_EQ(keeper_.notes.size(), 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(NoteMakerTest, TellsOfANoteOnceThoughTwoReplicasFinish) {
  Speak("one");
  const Transcript slow = store_.Claim(1, absl::Seconds(30))->at(0);
  Wait();
  EXPECT_EQ(WorkUntilIdle(), 1);
  EXPECT_TRUE(store_.Finish(slow, Fate::kNoted, {v1::SessionEvent()}).ok());
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(NoteMakerTest, MakesANoteOfMoreThanANoteHolds) {
  Speak(std::string(9'000, '<') + std::string(9'000, 'a'));
  WorkUntilIdle();
  ASSERT_EQ(keeper_.notes.size(), 1);
  EXPECT_GT(keeper_.notes.begin()->second.text().size(), 9'000);
}

TEST_F(NoteMakerTest, GivesUpOnWhatNoRetryHelps) {
  keeper_.failure = base::NotFound("Video not found");
  Speak("one");
  WorkUntilIdle();
  Wait();
  EXPECT_EQ(WorkUntilIdle(), 0);
  EXPECT_EQ(keeper_.calls, 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "structuring_failed"));
}

}  // namespace
}  // namespace lossy::agent
