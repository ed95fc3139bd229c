#include "services/notes/notes.h"

#include <algorithm>
#include <functional>
#include <future>
#include <limits>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "services/notes/note_store.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using channel::v1::REASON_FORBIDDEN;
using channel::v1::REASON_NOT_FOUND;
using channel::v1::REASON_UNAVAILABLE;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(NotesTest, StoresANote) {
  v1::CreateNoteRequest request = Spoken("Speed up pacing", video_, 12.5);
  request.set_raw_transcript("the pacing is too slow");
  request.set_category(v1::NOTE_CATEGORY_PACING);
  request.set_confidence(0.9);
  request.set_session_id(base::NewUuid());
  request.set_heard_by("local");
  request.set_written_by("rules");
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.video_id(), video_);
  EXPECT_EQ(note.text(), "Speed up pacing");
  EXPECT_EQ(note.raw_transcript(), "the pacing is too slow");
  EXPECT_EQ(note.timestamp_seconds(), 12.5);
  EXPECT_EQ(note.category(), v1::NOTE_CATEGORY_PACING);
  EXPECT_EQ(note.confidence(), 0.9);
  EXPECT_EQ(note.heard_by(), "local");
  EXPECT_EQ(note.written_by(), "rules");
  EXPECT_EQ(note.revision(), 1);
  EXPECT_EQ(note.status(), v1::NOTE_STATUS_GHOST);
  EXPECT_EQ(note.enrichment_source(), v1::ENRICHMENT_SOURCE_NONE);
  EXPECT_EQ(Get("ann", note.id())->SerializeAsString(), note.SerializeAsString());
}

TEST_F(NotesTest, StoresTheEndOfARange) {
  v1::CreateNoteRequest range = Spoken("slow", video_, 10);
  range.set_end_seconds(12.5);
  EXPECT_EQ(Create("ann", range).end_seconds(), 12.5);
  v1::CreateNoteRequest moment = Spoken("slow", video_, 10);
  moment.set_end_seconds(10);
  EXPECT_FALSE(Create("ann", moment).has_end_seconds());
  EXPECT_FALSE(Create("ann", Spoken("slow", video_, 10)).has_end_seconds());
  v1::CreateNoteRequest backwards = Spoken("slow", video_, 10);
  backwards.set_end_seconds(9.5);
  EXPECT_EQ(MessageOf(Refused(backwards)), "end_seconds must not be before timestamp_seconds");
}

TEST_F(NotesTest, ANoteHasItsFrameFromTheStartAndIsPublishedOnce) {
  v1::CreateNoteRequest request = Spoken("x", video_, 12.5);
  for (int i = 0; i < 768; ++i) request.mutable_frame()->add_embedding(0.5f);
  request.mutable_frame()->set_timestamp(11);
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_LOCAL);
  EXPECT_EQ(note.visual_context().timestamp(), 11);
  EXPECT_EQ(note.visual_context().source(), v1::EMBEDDING_SOURCE_LOCAL);
  EXPECT_EQ(note.visual_context().device(), "unknown");
  EXPECT_EQ(Get("ann", note.id())->SerializeAsString(), note.SerializeAsString());
  EXPECT_EQ(Create("ann", request).SerializeAsString(), note.SerializeAsString());
  ASSERT_THAT(Events("video:" + video_), SizeIs(1));
  EXPECT_EQ(Events("video:" + video_)[0].note_created().SerializeAsString(),
            note.SerializeAsString());
}

TEST_F(NotesTest, AnEnrichmentIsStrongerThanTheFrameOfTheWords) {
  v1::CreateNoteRequest request = Spoken("x", video_, 12.5);
  for (int i = 0; i < 768; ++i) request.mutable_frame()->add_embedding(0.5f);
  request.mutable_frame()->set_timestamp(11);
  v1::EnrichNoteRequest enrichment = Enrichment(Create("ann", request).id());
  enrichment.set_source(v1::EMBEDDING_SOURCE_CLOUD);
  ASSERT_TRUE(Enrich("ann", enrichment).ok());
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_CLOUD);
  EXPECT_EQ(note.visual_context().timestamp(), 12.5);
  EXPECT_EQ(note.visual_context().device(), "webgpu");
}

TEST_F(NotesTest, RefusesAnInvalidFrameOfANote) {
  v1::CreateNoteRequest request = Spoken("x");
  request.mutable_frame()->add_embedding(1);
  EXPECT_EQ(MessageOf(Refused(request)), "frame.embedding must be 768 finite numbers");
}

TEST_F(NotesTest, TakesANoteWithoutAVideoOrACategory) {
  const v1::Note note = Create("ann", Spoken("Nice"));
  EXPECT_FALSE(note.has_video_id());
  EXPECT_FALSE(note.has_raw_transcript());
  EXPECT_FALSE(note.has_confidence());
  EXPECT_EQ(note.category(), v1::NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(videos_.calls, 0);
  EXPECT_THAT(TouchedCounts(), IsEmpty());
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
}

TEST_F(NotesTest, StoresAConfidenceWithTwoDecimals) {
  v1::CreateNoteRequest request = Spoken("Nice");
  request.set_confidence(0.8300000000000001);
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.confidence(), 0.83);
  const char stored[] = "SELECT confidence::text FROM notes";
  EXPECT_EQ(pool_.Query(stored)->Text(0, 0), "0.83");
  // A former version stored more decimals.
  EXPECT_TRUE(pool_.Query("UPDATE notes SET confidence = 0.7300000000000001").ok());
  EXPECT_EQ(GetNote(pool_, "ann", note.id())->confidence(), 0.73);
}

TEST_F(NotesTest, LeavesNoMarkupInANote) {
  v1::CreateNoteRequest request = Spoken("a <b onclick='x'>\nc");
  request.set_raw_transcript("1 < 2");
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.text(), "a ‹b onclick='x'› c");
  EXPECT_EQ(note.raw_transcript(), "1 ‹ 2");
}

TEST_F(NotesTest, NamesTheFieldThatIsWrong) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  v1::CreateNoteRequest request = Spoken(" \n\x01");
  EXPECT_EQ(MessageOf(Refused(request)), "text is required");
  request.set_text(std::string(10'001, 'x'));
  EXPECT_EQ(MessageOf(Refused(request)), "text must be at most 10000 bytes");
  request = Spoken("x", "", nan);
  EXPECT_EQ(base::ToError(Refused(request)).details().count("timestamp_seconds"), 1);
  request.set_timestamp_seconds(1'795'987'772'181);
  EXPECT_EQ(base::ToError(Refused(request)).details().count("timestamp_seconds"), 1);
  request.set_timestamp_seconds(-0.1);
  EXPECT_EQ(base::ToError(Refused(request)).details().count("timestamp_seconds"), 1);
  request = Spoken("x");
  request.set_confidence(nan);
  EXPECT_EQ(MessageOf(Refused(request)), "confidence must be between 0 and 1");
  request = Spoken("x", "12");
  EXPECT_EQ(MessageOf(Refused(request)), "video_id must be a UUID");
  request = Spoken("x");
  request.set_category(static_cast<v1::NoteCategory>(77));
  EXPECT_EQ(base::ToError(Refused(request)).details().count("category"), 1);
  request = Spoken("x");
  request.set_session_id("12");
  EXPECT_EQ(MessageOf(Refused(request)), "session_id must be a UUID");
  request = Spoken("x");
  request.set_written_by(std::string(65, 'x'));
  EXPECT_EQ(MessageOf(Refused(request)), "written_by must be at most 64 bytes");
  request = Spoken("x");
  request.set_request_id(std::string(65, 'x'));
  EXPECT_EQ(base::ToError(Refused(request)).details().count("request_id"), 1);
}

TEST_F(NotesTest, CreatesANoteForEachRequestWithoutAnId) {
  v1::CreateNoteRequest request = Spoken("twice", video_);
  request.clear_request_id();
  v1::CreateNoteResponse first, second;
  ASSERT_TRUE(notes_->Create(As("ann"), request, &first).ok());
  ASSERT_TRUE(notes_->Create(As("ann"), request, &second).ok());
  EXPECT_NE(first.note().id(), second.note().id());
}

TEST_F(NotesTest, RefusesTheVideoOfAnotherUser) {
  v1::CreateNoteResponse response;
  const absl::Status status = notes_->Create(As("ben"), Spoken("x", video_), &response);
  EXPECT_EQ(ReasonOf(status), REASON_NOT_FOUND);
  EXPECT_EQ(MessageOf(status), "Video not found");
  videos_.unavailable = true;
  EXPECT_EQ(ReasonOf(Refused(Spoken("x", video_))), REASON_UNAVAILABLE);
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM notes")->Int(0, 0), 0);
}

TEST_F(NotesTest, PublishesANewNoteToTheVideoAndToTheUser) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  ASSERT_THAT(Events("video:" + video_), SizeIs(1));
  EXPECT_EQ(Events("video:" + video_)[0].note_created().SerializeAsString(),
            note.SerializeAsString());
  ASSERT_THAT(Events("user:ann"), SizeIs(1));
  EXPECT_EQ(Events("user:ann")[0].note_created().id(), note.id());
  ASSERT_THAT(outbox_->Queued(kTouchVideo), SizeIs(1));
  EXPECT_EQ(outbox_->Queued(kTouchVideo)[0].user_id, "ann");
  EXPECT_EQ(outbox_->Queued(kTouchVideo)[0].target, video_);
}

TEST_F(NotesTest, PublishesUnderTheOneSpellingOfAVideo) {
  const std::string upper = absl::AsciiStrToUpper(video_);
  videos_.Add("ann", upper);
  EXPECT_EQ(Create("ann", Spoken("x", upper)).video_id(), video_);
  EXPECT_THAT(Events("video:" + video_), SizeIs(1));
  v1::JoinVideoNotesRequest join;
  join.set_video_id(upper);
  EXPECT_EQ(MessageOf(notes_->JoinVideo(As("ann"), join)), "video_id must be a UUID in lower case");
}

TEST_F(NotesTest, AnswersARepeatWithTheFirstNote) {
  v1::CreateNoteRequest request = Spoken("first", video_);
  const v1::Note first = Create("ann", request);
  request.set_text("second");
  EXPECT_EQ(Create("ann", request).SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
  EXPECT_THAT(TouchedCounts(), ElementsAre(1));
  videos_.Add("ben", video_);
  EXPECT_NE(Create("ben", request).id(), first.id());
}

TEST_F(NotesTest, AnswersARepeatEvenAfterTheNoteWasDeleted) {
  const v1::CreateNoteRequest request = Spoken("x", video_);
  const v1::Note first = Create("ann", request);
  ASSERT_TRUE(Delete("ann", first.id()).ok());
  EXPECT_EQ(Create("ann", request).id(), first.id());
  EXPECT_THAT(Timeline({}).notes(), IsEmpty());
  EXPECT_THAT(TouchedCounts(), ElementsAre(1, 0));
}

TEST_F(NotesTest, MakesOneNoteOfARequestThatComesManyTimesAtOnce) {
  const v1::CreateNoteRequest request = Spoken("x", video_);
  std::vector<std::future<std::string>> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] { return Create("ann", request).id(); }));
  }
  const std::string first = all[0].get();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i].get(), first);
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
}

TEST_F(NotesTest, CountsNotesThatAreMadeAtOnceInTheOrderOfTheirEvents) {
  std::vector<std::future<void>> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] { Create("ann", Spoken("x", video_)); }));
  }
  for (std::future<void>& one : all) one.get();
  // Notes that share a transaction queue one number.
  const std::vector<std::int64_t> counts = TouchedCounts();
  EXPECT_EQ(std::adjacent_find(counts.begin(), counts.end(), std::greater_equal<>()), counts.end());
  ASSERT_FALSE(counts.empty());
  EXPECT_EQ(counts.back(), 6);
}

TEST_F(NotesTest, HidesTheNotesOfOtherUsers) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  EXPECT_EQ(ReasonOf(Get("ben", note.id()).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Delete("ben", note.id())), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Enrich("ben", Enrichment(note.id()))), REASON_NOT_FOUND);
  v1::ListVideoNotesRequest timeline;
  timeline.set_video_id(video_);
  v1::ListVideoNotesResponse listed;
  EXPECT_EQ(ReasonOf(notes_->ListOfVideo(As("ben"), timeline, &listed)), REASON_NOT_FOUND);
  v1::ListNotesRequest newest;
  newest.set_video_id(video_);
  v1::ListNotesResponse response;
  EXPECT_EQ(ReasonOf(notes_->List(As("ben"), newest, &response)), REASON_NOT_FOUND);
  newest.clear_video_id();
  ASSERT_TRUE(notes_->List(As("ben"), newest, &response).ok());
  EXPECT_THAT(response.notes(), IsEmpty());
  EXPECT_TRUE(Get("ann", note.id()).ok());
}

TEST_F(NotesTest, AllowsOnlyTheOwnerToFollow) {
  v1::JoinVideoNotesRequest video;
  video.set_video_id(video_);
  EXPECT_TRUE(notes_->JoinVideo(As("ann"), video).ok());
  EXPECT_EQ(ReasonOf(notes_->JoinVideo(As("ben"), video)), REASON_NOT_FOUND);
  video.set_video_id("abc");
  EXPECT_EQ(MessageOf(notes_->JoinVideo(As("ann"), video)), "video_id must be a UUID");
  v1::JoinUserNotesRequest user;
  user.set_user_id("ann");
  EXPECT_TRUE(notes_->JoinUser(As("ann"), user).ok());
  EXPECT_EQ(ReasonOf(notes_->JoinUser(As("ben"), user)), REASON_FORBIDDEN);
  v1::ListNotesRequest list;
  list.set_user_id("ann");
  v1::ListNotesResponse listed;
  EXPECT_EQ(ReasonOf(notes_->List(As("ben"), list, &listed)), REASON_FORBIDDEN);
}

}  // namespace
}  // namespace lossy::notes
