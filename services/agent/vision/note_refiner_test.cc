#include "services/agent/vision/note_refiner.h"

#include <future>

#include "base/testing/eventually.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/models/api/not_configured.h"
#include "services/agent/pipeline/fake_notes_api.h"
#include "services/agent/usage/fake_usage_quota.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

const std::string kJpeg = std::string("\xFF\xD8\xFF\xE0", 4) + "frame";

// Appends to the text of the note, after `may_answer` is set.
class FakeRefiner final : public VisionRefiner {
 public:
  absl::StatusOr<Refinement> Refine(const Sight& sight) override {
    may_answer.wait();
    seen = sight;
    if (!failure.ok()) return failure;
    return Refinement{.text = sight.note_text + " seen",
                      .usage = {.model = model, .cost_micros = 7}};
  }
  absl::string_view name() const override { return "fake"; }

  std::shared_future<void> may_answer = ReadyNow();
  Sight seen;
  std::string model = "eye";
  absl::Status failure;

 private:
  static std::shared_future<void> ReadyNow() {
    std::promise<void> now;
    now.set_value();
    return now.get_future().share();
  }
};

class NoteRefinerTest : public testing::Test {
 protected:
  NoteRefinerTest() {
    notes::v1::CreateNoteRequest request;
    request.set_request_id(note_id_);
    request.set_text("blur the logo");
    EXPECT_TRUE(notes_.Create("ann", "r", request).ok());
  }

  absl::StatusOr<notes::v1::Note> Refine(const std::string& image = kJpeg) {
    v1::RefineNoteRequest request;
    request.set_note_id(note_id_);
    request.set_frame_base64(image);
    request.set_timestamp(12.5);
    return note_refiner_.Refine(caller_, request);
  }

  const std::string note_id_ = base::NewUuid();
  base::Caller caller_{.identity = {.user_id = "ann"}};
  FakeRefiner refiner_;
  FakeNotesApi notes_;
  FakeUsageQuota quota_;
  NoteRefiner note_refiner_{refiner_,
                            notes_,
                            quota_,
                            [](const notes::v1::Note&, const std::string&) { return "scope"; },
                            {.answer_within = absl::Seconds(30), .threads = 2}};
};

TEST_F(NoteRefinerTest, ALongModelNameIsCut) {
  refiner_.model = std::string(70, '<');
  absl::StatusOr<notes::v1::Note> note = Refine();
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->written_by().size(), 63);
}

TEST_F(NoteRefinerTest, KeepsTheWordsWhenOtherFieldsAreRefused) {
  notes_.refused_name = "eye";
  absl::StatusOr<notes::v1::Note> note = Refine();
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text(), "blur the logo seen");
}

TEST_F(NoteRefinerTest, ReplacesTheNoteTextByTheModelsWords) {
  absl::StatusOr<notes::v1::Note> note = Refine();
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text(), "blur the logo seen");
  EXPECT_EQ(note->revision(), 2);
  EXPECT_EQ(note->written_by(), "eye");
  EXPECT_EQ(note->enrichment_source(), notes::v1::ENRICHMENT_SOURCE_GPT4O_VISION);
  EXPECT_EQ(refiner_.seen.image, kJpeg);
  EXPECT_EQ(refiner_.seen.media_type, "image/jpeg");
  EXPECT_EQ(refiner_.seen.timestamp_seconds, 12.5);
  EXPECT_EQ(quota_.spent[ModelCall::kVision], 7);
  EXPECT_THAT(quota_.sessions, ElementsAre("scope"));
}

TEST_F(NoteRefinerTest, MarksTheFrameOfTheSpeech) {
  notes_.notes[note_id_].mutable_visual_context()->set_timestamp(11);
  ASSERT_TRUE(Refine().ok());
  EXPECT_EQ(refiner_.seen.spoken_seconds, 11);
  EXPECT_EQ(refiner_.seen.timestamp_seconds, 12.5);
}

TEST_F(NoteRefinerTest, ALateAnswerStillChangesTheNote) {
  std::promise<void> answer;
  refiner_.may_answer = answer.get_future().share();
  caller_.deadline = absl::Now() + absl::Milliseconds(300);
  EXPECT_TRUE(absl::IsDeadlineExceeded(Refine().status()));
  EXPECT_EQ(notes_.notes[note_id_].revision(), 1);
  answer.set_value();
  caller_.deadline = absl::InfiniteFuture();
  // The second one waits for the first, or collides with it.
  for (absl::StatusOr<notes::v1::Note> next; !(next = Refine()).ok() || next->revision() < 3;) {
  }
  EXPECT_EQ(notes_.notes[note_id_].text(), "blur the logo seen seen");
}

TEST_F(NoteRefinerTest, OneOfTwoAtOnceFailsBecauseTheNoteChanged) {
  std::promise<void> answer;
  refiner_.may_answer = answer.get_future().share();
  auto first = std::async(std::launch::async, [&] { return Refine(); });
  auto second = std::async(std::launch::async, [&] { return Refine(); });
  EXPECT_TRUE(base::Eventually([&] { return quota_.taken() >= 2; }));
  answer.set_value();
  const absl::Status one = first.get().status(), two = second.get().status();
  EXPECT_NE(one.ok(), two.ok());
  EXPECT_TRUE(absl::IsAborted(one) || absl::IsAborted(two));
  EXPECT_EQ(notes_.notes[note_id_].revision(), 2);
}

TEST_F(NoteRefinerTest, RefusesMillisecondsAndALongRequestIdBeforeItAsksAModel) {
  v1::RefineNoteRequest request;
  request.set_note_id(note_id_);
  request.set_frame_base64(kJpeg);
  request.set_timestamp(1'795'987'772'181);
  EXPECT_TRUE(absl::IsInvalidArgument(note_refiner_.Refine(caller_, request).status()));
  request.set_timestamp(1);
  request.set_request_id(std::string(65, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(note_refiner_.Refine(caller_, request).status()));
  EXPECT_THAT(quota_.sessions, testing::IsEmpty());
}

TEST_F(NoteRefinerTest, RefusesAnInvalidImage) {
  EXPECT_TRUE(absl::IsInvalidArgument(Refine("<svg>").status()));
  EXPECT_THAT(quota_.sessions, testing::IsEmpty());
}

TEST_F(NoteRefinerTest, ANoteOfAnotherUserIsNotFound) {
  v1::RefineNoteRequest request;
  request.set_note_id(base::NewUuid());
  request.set_frame_base64(kJpeg);
  EXPECT_TRUE(absl::IsNotFound(note_refiner_.Refine(caller_, request).status()));
}

TEST_F(NoteRefinerTest, RefusesMoreThanTheBudgetAllows) {
  quota_.refusal = base::RateLimited("too many", 100);
  EXPECT_TRUE(absl::IsResourceExhausted(Refine().status()));
  EXPECT_EQ(notes_.notes[note_id_].revision(), 1);
}

TEST_F(NoteRefinerTest, ReturnsTheModelsText) {
  refiner_.failure = base::Unavailable("away");
  EXPECT_TRUE(absl::IsUnavailable(Refine().status()));
}

TEST_F(NoteRefinerTest, ReportsAMissingModel) {
  NoVisionRefiner none;
  NoteRefiner note_refiner(none, notes_, quota_,
                           [](const notes::v1::Note&, const std::string&) { return "scope"; }, {});
  EXPECT_EQ(base::ToError(note_refiner.Refine(caller_, {}).status()).reason(),
            channel::v1::REASON_NOT_CONFIGURED);
}

}  // namespace
}  // namespace lossy::agent
