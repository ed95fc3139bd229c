#include "services/notes/written_words.h"

#include "absl/time/clock.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using channel::v1::REASON_NOT_FOUND;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class WrittenWordsTest : public NotesTest {
 protected:
  absl::Status ForgetVideo(const std::string& user, absl::Time deadline = absl::InfiniteFuture()) {
    privacy::v1::ForgetRequest request;
    request.set_video_id(video_);
    base::Caller caller = As(user);
    caller.deadline = deadline;
    return words_.Forget(caller, request);
  }

  absl::Status ForgetCreation(const std::string& request_id) {
    privacy::v1::ForgetRequest request;
    request.mutable_creation()->set_request_id(request_id);
    return words_.Forget(As("ann"), request);
  }

  base::FakeClock clock_{absl::Now()};
  WrittenWords words_{pool_, clock_};
};

TEST_F(WrittenWordsTest, ForgetsTheNotesOfADeletedVideo) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  const v1::Note other = Create("ann", Spoken("y"));
  ASSERT_TRUE(ForgetVideo("ann").ok());
  EXPECT_EQ(ReasonOf(Get("ann", note.id()).status()), REASON_NOT_FOUND);
  EXPECT_TRUE(Get("ann", other.id()).ok());
  ASSERT_THAT(Events("video:" + video_), SizeIs(2));
  EXPECT_EQ(Events("video:" + video_)[0].note_deleted().id(), note.id());
  EXPECT_EQ(Events("video:" + video_)[1].video_deleted().id(), video_);
  const auto redactions = outbox_->Events<notifications::v1::Redaction>("video:" + video_);
  ASSERT_THAT(redactions, SizeIs(2));
  EXPECT_THAT(redactions[0].mentions(), ElementsAre(note.id()));
  EXPECT_THAT(redactions[1].mentions(), ElementsAre(""));
}

TEST_F(WrittenWordsTest, ADeletedVideoGetsNoNotesThoughItsOwnerIsCached) {
  ASSERT_TRUE(ForgetVideo("ann").ok());
  EXPECT_EQ(ReasonOf(Refused(Spoken("x", video_))), REASON_NOT_FOUND);
}

TEST_F(WrittenWordsTest, KeepsTheVideosOfOtherUsers) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  ASSERT_TRUE(ForgetVideo("ben").ok());
  EXPECT_TRUE(Get("ann", note.id()).ok());
  Create("ann", Spoken("y", video_));
}

TEST_F(WrittenWordsTest, ReportsThatMoreIsLeftAndContinuesAtTheNextRequest) {
  for (int i = 0; i < 101; ++i) Create("ann", Spoken("x", video_));
  EXPECT_TRUE(absl::IsUnavailable(ForgetVideo("ann", clock_.Now())));
  EXPECT_TRUE(ForgetVideo("ann", clock_.Now()).ok());
  EXPECT_THAT(Timeline({}).notes(), IsEmpty());
}

TEST_F(WrittenWordsTest, NoNoteIsMadeOfARequestThatIsForgotten) {
  const v1::CreateNoteRequest request = Spoken("x");
  ASSERT_TRUE(ForgetCreation(request.request_id()).ok());
  ASSERT_TRUE(ForgetCreation(request.request_id()).ok());
  EXPECT_EQ(Create("ann", request).text(), "");
  EXPECT_THAT(Events("user:ann"), IsEmpty());
}

TEST_F(WrittenWordsTest, ANoteIsDeletedWhenItsRequestIsForgotten) {
  const v1::CreateNoteRequest request = Spoken("x", video_);
  const v1::Note note = Create("ann", request);
  ASSERT_TRUE(ForgetCreation(request.request_id()).ok());
  EXPECT_EQ(ReasonOf(Get("ann", note.id()).status()), REASON_NOT_FOUND);
  EXPECT_THAT(TouchedCounts(), ElementsAre(1, 0));
}

}  // namespace
}  // namespace lossy::notes
