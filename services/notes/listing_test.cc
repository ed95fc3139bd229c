#include "gmock/gmock.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ListingTest : public NotesTest {
 protected:
  v1::ListNotesResponse Newest(const v1::ListNotesRequest& request) {
    v1::ListNotesResponse response;
    absl::Status status = notes_->List(As("ann"), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  // Reads all pages by their cursors.
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
};

TEST_F(ListingTest, PagesAlongTheTimelineWithoutGapOrRepeat) {
  std::vector<std::string> expected;
  for (double at : {30.0, 0.1, 20.0, 0.1 + 0.2, 20.0, 20.0, 604'800.0}) {
    Create("ann", Spoken(std::to_string(at), video_, at));
  }
  Create("ann", Spoken("elsewhere"));
  const auto list = [this](const auto& request) { return Timeline(request); };
  const std::vector<std::string> all = AllTexts(v1::ListVideoNotesRequest(), 1000, list);
  EXPECT_THAT(all, ElementsAre(std::to_string(0.1), std::to_string(0.3), std::to_string(20.0),
                               std::to_string(20.0), std::to_string(20.0), std::to_string(30.0),
                               std::to_string(604'800.0)));
  for (int limit : {1, 2, 3, 7}) {
    EXPECT_EQ(AllTexts(v1::ListVideoNotesRequest(), limit, list), all) << limit;
  }
}

TEST_F(ListingTest, PagesFromTheNewestWithoutGapOrRepeat) {
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

TEST_F(ListingTest, FiltersByCategoryAndStatus) {
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

TEST_F(ListingTest, EndsAPageBeforeItIsTooLargeToSend) {
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

TEST_F(ListingTest, RefusesALimitBelowOneAndAForgedCursor) {
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

}  // namespace
}  // namespace lossy::notes
