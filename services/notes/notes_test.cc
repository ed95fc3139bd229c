#include "services/notes/notes.h"

#include <future>
#include <limits>

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/video/v1/video.pb.h"
#include "services/notes/fake_library.h"
#include "services/notes/outgoing.h"
#include "services/testing/held_outbox.h"

namespace lossy::notes {
namespace {

using base::Caller;
using channel::v1::REASON_FORBIDDEN;
using channel::v1::REASON_NOT_FOUND;
using channel::v1::REASON_UNAVAILABLE;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Caller As(const std::string& user_id) {
  return {.identity = {.user_id = user_id, .device_id = "d"}, .token = {}, .request_id = "r"};
}

channel::v1::Reason ReasonOf(const absl::Status& status) { return base::ToError(status).reason(); }
std::string MessageOf(const absl::Status& status) { return base::ToError(status).message(); }

v1::CreateNoteRequest Spoken(const std::string& text, const std::string& video_id = "",
                             double at = 0) {
  v1::CreateNoteRequest request;
  request.set_request_id(base::NewUuid());
  request.set_text(text);
  request.set_timestamp_seconds(at);
  if (!video_id.empty()) request.set_video_id(video_id);
  return request;
}

v1::EnrichNoteRequest Enrichment(const std::string& note_id, int dimensions = 768) {
  v1::EnrichNoteRequest request;
  request.set_note_id(note_id);
  for (int i = 0; i < dimensions; ++i) request.add_embedding(0.1f * static_cast<float>(i));
  request.set_timestamp(12.5);
  request.set_device("webgpu");
  return request;
}

class NotesTest : public testing::Test {
 protected:
  NotesTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "notes"}, registry_),
        store_(pool_) {
    EXPECT_TRUE(store_.Migrate().ok());
    EXPECT_TRUE(
        pool_.Query("TRUNCATE notes, embeddings, note_counts, outbox, requests CASCADE").ok());
    outbox_.emplace(pool_);
    notes_.emplace(store_, library_, outbox_->relay());
    library_.Add("ann", video_);
  }

  v1::Note Create(const std::string& user, const v1::CreateNoteRequest& request) {
    v1::CreateNoteResponse response;
    absl::Status status = notes_->Create(As(user), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.note();
  }

  absl::Status Refused(const v1::CreateNoteRequest& request) {
    v1::CreateNoteResponse response;
    return notes_->Create(As("ann"), request, &response);
  }

  absl::Status Delete(const std::string& user, const std::string& note_id) {
    v1::DeleteNoteRequest request;
    request.set_note_id(note_id);
    return notes_->Delete(As(user), request);
  }

  absl::Status Enrich(const std::string& user, const v1::EnrichNoteRequest& request) {
    v1::EnrichNoteResponse response;
    return notes_->Enrich(As(user), request, &response);
  }

  absl::StatusOr<v1::Note> Get(const std::string& user, const std::string& note_id) {
    v1::GetNoteRequest request;
    request.set_note_id(note_id);
    v1::GetNoteResponse response;
    absl::Status status = notes_->Get(As(user), request, &response);
    if (!status.ok()) return status;
    return response.note();
  }

  v1::ListVideoNotesResponse Timeline(v1::ListVideoNotesRequest request) {
    request.set_video_id(video_);
    v1::ListVideoNotesResponse response;
    absl::Status status = notes_->ListOfVideo(As("ann"), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  v1::ListNotesResponse Newest(const v1::ListNotesRequest& request) {
    v1::ListNotesResponse response;
    absl::Status status = notes_->List(As("ann"), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  // Follows the cursors to the end.
  template <typename Request, typename List>
  std::vector<std::string> AllTexts(Request request, int limit, List list) {
    std::vector<std::string> texts;
    request.set_limit(limit);
    for (;;) {
      auto response = list(request);
      EXPECT_LE(response.notes_size(), limit);
      for (const v1::Note& note : response.notes()) texts.push_back(note.text());
      if (!response.has_next_cursor()) return texts;
      request.set_cursor(response.next_cursor());
    }
  }

  std::vector<std::int64_t> TouchedCounts() {
    std::vector<std::int64_t> counts;
    for (const base::Outgoing& outgoing : outbox_->Queued(kTouchVideo)) {
      video::v1::TouchVideoRequest touch;
      EXPECT_TRUE(touch.ParseFromString(outgoing.payload));
      EXPECT_EQ(touch.video_id(), video_);
      counts.push_back(touch.note_count());
    }
    return counts;
  }

  std::vector<v1::NoteEvent> Events(const std::string& topic) {
    return outbox_->Events<v1::NoteEvent>(topic);
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  PgStore store_;
  FakeLibrary library_;
  const std::string video_ = base::NewUuid();
  absl::optional<services::HeldOutbox> outbox_;
  absl::optional<Notes> notes_;
};

TEST_F(NotesTest, KeepsWhatWasSaid) {
  v1::CreateNoteRequest request = Spoken("Speed up pacing", video_, 12.5);
  request.set_raw_transcript("the pacing is too slow");
  request.set_category(v1::NOTE_CATEGORY_PACING);
  request.set_confidence(0.9);
  const v1::Note note = Create("ann", request);
  EXPECT_EQ(note.video_id(), video_);
  EXPECT_EQ(note.text(), "Speed up pacing");
  EXPECT_EQ(note.raw_transcript(), "the pacing is too slow");
  EXPECT_EQ(note.timestamp_seconds(), 12.5);
  EXPECT_EQ(note.category(), v1::NOTE_CATEGORY_PACING);
  EXPECT_EQ(note.confidence(), 0.9);
  EXPECT_EQ(note.status(), v1::NOTE_STATUS_GHOST);
  EXPECT_EQ(note.enrichment_source(), v1::ENRICHMENT_SOURCE_NONE);
  EXPECT_EQ(Get("ann", note.id())->SerializeAsString(), note.SerializeAsString());
}

TEST_F(NotesTest, TakesANoteWithoutAVideoOrACategory) {
  const v1::Note note = Create("ann", Spoken("Nice"));
  EXPECT_FALSE(note.has_video_id());
  EXPECT_FALSE(note.has_raw_transcript());
  EXPECT_FALSE(note.has_confidence());
  EXPECT_EQ(note.category(), v1::NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(library_.asked, 0);
  EXPECT_THAT(TouchedCounts(), IsEmpty());
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
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
  request.clear_request_id();
  EXPECT_EQ(MessageOf(Refused(request)), "request_id is required");
  request.set_request_id(std::string(65, 'x'));
  EXPECT_EQ(base::ToError(Refused(request)).details().count("request_id"), 1);
}

TEST_F(NotesTest, RefusesTheVideoOfAnotherUser) {
  v1::CreateNoteResponse response;
  const absl::Status status = notes_->Create(As("ben"), Spoken("x", video_), &response);
  EXPECT_EQ(ReasonOf(status), REASON_NOT_FOUND);
  EXPECT_EQ(MessageOf(status), "Video not found");
  library_.away = true;
  EXPECT_EQ(ReasonOf(Refused(Spoken("x", video_))), REASON_UNAVAILABLE);
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM notes")->Int(0, 0), 0);
}

TEST_F(NotesTest, TellsTheFollowersOfTheVideoAndOfTheUserAboutANewNote) {
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
  library_.Add("ann", upper);
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
  library_.Add("ben", video_);
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
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] { return Create("ann", request).id(); }));
  }
  const std::string first = all[0].get();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i].get(), first);
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
}

TEST_F(NotesTest, CountsNotesThatAreMadeAtOnceInTheOrderOfTheirEvents) {
  std::vector<std::future<void>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] { Create("ann", Spoken("x", video_)); }));
  }
  for (std::future<void>& one : all) one.get();
  EXPECT_THAT(TouchedCounts(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(NotesTest, DeletesANoteOnceHoweverOftenItIsAsked) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  Create("ann", Spoken("y", video_));
  ASSERT_TRUE(Enrich("ann", Enrichment(note.id())).ok());
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_THAT(TouchedCounts(), ElementsAre(1, 2, 1));
  for (const std::string& topic : {"video:" + video_, std::string("user:ann")}) {
    ASSERT_THAT(Events(topic), SizeIs(4));
    EXPECT_EQ(Events(topic)[3].note_deleted().id(), note.id());
    EXPECT_EQ(Events(topic)[3].note_deleted().video_id(), video_);
  }
  EXPECT_EQ(ReasonOf(Get("ann", note.id()).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Enrich("ann", Enrichment(note.id()))), REASON_NOT_FOUND);
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM embeddings")->Int(0, 0), 0);
}

TEST_F(NotesTest, HidesTheNotesOfOthers) {
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

TEST_F(NotesTest, LetsOnlyTheOwnerFollow) {
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

TEST_F(NotesTest, PagesAlongTheTimelineWithoutGapOrRepeat) {
  std::vector<std::string> expected;
  for (double at : {30.0, 0.1, 20.0, 0.1 + 0.2, 20.0, 20.0, 1e300}) {
    Create("ann", Spoken(std::to_string(at), video_, at));
  }
  Create("ann", Spoken("elsewhere"));
  const auto list = [this](const auto& request) { return Timeline(request); };
  const std::vector<std::string> all = AllTexts(v1::ListVideoNotesRequest(), 1000, list);
  EXPECT_THAT(all, ElementsAre(std::to_string(0.1), std::to_string(0.3), std::to_string(20.0),
                               std::to_string(20.0), std::to_string(20.0), std::to_string(30.0),
                               std::to_string(1e300)));
  for (int limit : {1, 2, 3, 7}) {
    EXPECT_EQ(AllTexts(v1::ListVideoNotesRequest(), limit, list), all) << limit;
  }
}

TEST_F(NotesTest, PagesFromTheNewestWithoutGapOrRepeat) {
  for (const char* text : {"1", "2", "3", "4", "5"}) {
    Create("ann", Spoken(text, *text == '3' ? "" : video_));
  }
  const auto list = [this](const auto& request) { return Newest(request); };
  v1::ListNotesRequest of_video;
  of_video.set_video_id(video_);
  for (int limit : {1, 2, 5}) {
    EXPECT_THAT(AllTexts(v1::ListNotesRequest(), limit, list), ElementsAre("5", "4", "3", "2", "1"))
        << limit;
    EXPECT_THAT(AllTexts(of_video, limit, list), ElementsAre("5", "4", "2", "1")) << limit;
  }
}

TEST_F(NotesTest, FiltersByCategoryAndStatus) {
  v1::CreateNoteRequest request = Spoken("loud");
  request.set_category(v1::NOTE_CATEGORY_AUDIO);
  const v1::Note loud = Create("ann", request);
  Create("ann", Spoken("slow"));
  v1::ListNotesRequest list;
  list.set_category(v1::NOTE_CATEGORY_AUDIO);
  ASSERT_THAT(Newest(list).notes(), SizeIs(1));
  EXPECT_EQ(Newest(list).notes(0).id(), loud.id());
  list.set_status(v1::NOTE_STATUS_POSTED);
  EXPECT_THAT(Newest(list).notes(), IsEmpty());
}

TEST_F(NotesTest, EndsAPageBeforeItIsTooLargeToSend) {
  const std::string long_text(10'000, 'x');
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO notes (user_id, id, request_id, video_id, text, "
                         "timestamp_seconds, category) "
                         "SELECT 'ann', gen_random_uuid(), 'r' || i, $1, $2, i, 'general' "
                         "FROM generate_series(1, 300) i",
                         {video_, long_text})
                  .ok());
  const v1::ListVideoNotesResponse first = Timeline({});
  EXPECT_LT(first.ByteSizeLong(), 3'000'000);
  EXPECT_TRUE(first.has_next_cursor());
  EXPECT_THAT(AllTexts(v1::ListVideoNotesRequest(), 1000,
                       [this](const auto& request) { return Timeline(request); }),
              SizeIs(300));
}

TEST_F(NotesTest, RefusesALimitBelowOneAndAForgedCursor) {
  v1::ListVideoNotesRequest timeline;
  timeline.set_video_id(video_);
  timeline.set_limit(0);
  v1::ListVideoNotesResponse listed;
  EXPECT_EQ(MessageOf(notes_->ListOfVideo(As("ann"), timeline, &listed)),
            "limit must be at least 1");
  timeline.set_limit(5000);
  EXPECT_TRUE(notes_->ListOfVideo(As("ann"), timeline, &listed).ok());
  // Base64 of "nan", the separator and a UUID; of "1e999" and one; of one key only.
  for (const char* forged : {"bmFuHzAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA",
                             "MWU5OTkfMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw", "YWJj"}) {
    timeline.set_cursor(forged);
    EXPECT_EQ(
        base::ToError(notes_->ListOfVideo(As("ann"), timeline, &listed)).details().count("cursor"),
        1)
        << forged;
  }
}

TEST_F(NotesTest, StoresWhatWasOnScreen) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  v1::EnrichNoteRequest request = Enrichment(note.id());
  v1::EnrichNoteResponse response;
  ASSERT_TRUE(notes_->Enrich(As("ann"), request, &response).ok());
  EXPECT_EQ(response.note().enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_LOCAL);
  request.set_source(v1::EMBEDDING_SOURCE_CLOUD);
  request.set_embedding(767, -1.5e-7f);
  ASSERT_TRUE(notes_->Enrich(As("ann"), request, &response).ok());
  EXPECT_EQ(response.note().enrichment_source(), v1::ENRICHMENT_SOURCE_SIGLIP_CLOUD);
  ASSERT_THAT(Events("video:" + video_), SizeIs(3));
  EXPECT_EQ(Events("video:" + video_)[2].note_updated().SerializeAsString(),
            response.note().SerializeAsString());
  EXPECT_THAT(TouchedCounts(), ElementsAre(1));

  absl::StatusOr<base::pg::Rows> rows =
      pool_.Query("SELECT embedding[768], timestamp_seconds, source, device FROM embeddings");
  ASSERT_EQ(rows->size(), 1);
  EXPECT_FLOAT_EQ(static_cast<float>(rows->Double(0, 0)), -1.5e-7f);
  EXPECT_EQ(rows->Double(0, 1), 12.5);
  EXPECT_EQ(rows->Text(0, 2), "cloud");
  EXPECT_EQ(rows->Text(0, 3), "webgpu");
}

TEST_F(NotesTest, EnrichesOnceForARepeatedRequest) {
  v1::EnrichNoteRequest request = Enrichment(Create("ann", Spoken("x", video_)).id());
  request.set_request_id("once");
  ASSERT_TRUE(Enrich("ann", request).ok());
  ASSERT_TRUE(Enrich("ann", request).ok());
  EXPECT_THAT(Events("user:ann"), SizeIs(2));
}

TEST_F(NotesTest, RefusesAnEmbeddingThatIsNone) {
  const v1::Note note = Create("ann", Spoken("x"));
  const auto field_of = [this](const v1::EnrichNoteRequest& request) {
    const channel::v1::Error error = base::ToError(Enrich("ann", request));
    return error.details().empty() ? std::string() : error.details().begin()->first;
  };
  EXPECT_EQ(field_of(Enrichment(note.id(), 767)), "embedding");
  EXPECT_EQ(field_of(Enrichment(note.id(), 769)), "embedding");
  v1::EnrichNoteRequest request = Enrichment(note.id());
  request.set_embedding(5, std::numeric_limits<float>::infinity());
  EXPECT_EQ(field_of(request), "embedding");
  request = Enrichment(note.id());
  request.set_timestamp(-1);
  EXPECT_EQ(field_of(request), "timestamp");
  request = Enrichment(note.id());
  request.set_source(static_cast<v1::EmbeddingSource>(9));
  EXPECT_EQ(field_of(request), "source");
  request = Enrichment(note.id());
  request.set_device(std::string(65, 'x'));
  EXPECT_EQ(field_of(request), "device");
  request = Enrichment("7");
  EXPECT_EQ(field_of(request), "note_id");
  EXPECT_EQ(Get("ann", note.id())->enrichment_source(), v1::ENRICHMENT_SOURCE_NONE);
}

}  // namespace
}  // namespace lossy::notes
