#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SearchTest : public VideosTest {
 protected:
  // Inserts videos of the user, each with its number in its title. Inserts portions, so that each
  // statement ends within its time limit on a busy machine.
  void Fill(const std::string& user, int count) {
    constexpr int kPortion = 200;
    for (int first = 1; first <= count; first += kPortion) {
      EXPECT_TRUE(pool_
                      .Query("INSERT INTO videos (user_id, id, platform, external_id, url, title, "
                             "                    status, last_viewed_at) "
                             "SELECT $1, gen_random_uuid(), 'youtube', n, 'https://y.org/' || n, "
                             "       'Take ' || n, 'in_progress', now() - n * interval '1 minute' "
                             "FROM generate_series($2::int, $3::int) n",
                             {user, first, std::min(count, first + kPortion - 1)})
                      .ok());
    }
  }

  struct Titles {
    std::vector<std::string> titles;
    std::string next;
  };
  Titles Search(const std::string& text, const std::string& cursor = "", int limit = 2) {
    v1::ListVideosRequest request;
    request.mutable_filters()->set_search(text);
    request.mutable_filters()->set_limit(limit);
    request.mutable_filters()->set_cursor(cursor);
    v1::ListVideosResponse response;
    EXPECT_TRUE(videos_->List(As("ann"), request, &response).ok());
    Titles found{.titles = {}, .next = response.next_cursor()};
    for (const v1::Video& video : response.videos()) found.titles.push_back(video.title());
    return found;
  }
};

TEST_F(SearchTest, LooksAtABoundedNumberOfVideosAndContinuesByTheCursor) {
  Limit({.quotas = {}, .search_rows = 10});
  Fill("ann", 25);
  Titles page = Search("take 21");
  EXPECT_THAT(page.titles, IsEmpty());
  page = Search("take 21", page.next);
  EXPECT_THAT(page.titles, IsEmpty());
  page = Search("take 21", page.next);
  EXPECT_THAT(page.titles, ElementsAre("Take 21"));
  EXPECT_EQ(page.next, "");
}

TEST_F(SearchTest, FindsEveryMatchOnceOverAllPages) {
  Limit({.quotas = {}, .search_rows = 4});
  Fill("ann", 23);
  std::vector<std::string> found;
  std::string cursor;
  do {
    Titles page = Search("take 1", cursor);
    found.insert(found.end(), page.titles.begin(), page.titles.end());
    cursor = page.next;
  } while (!cursor.empty());
  EXPECT_THAT(found, ElementsAre("Take 1", "Take 10", "Take 11", "Take 12", "Take 13", "Take 14",
                                 "Take 15", "Take 16", "Take 17", "Take 18", "Take 19"));
}

TEST_F(SearchTest, HasAllInOnePageWhenItLooksAtAll) {
  Fill("ann", 25);
  const Titles page = Search("take 2", "", 100);
  EXPECT_THAT(page.titles, ElementsAre("Take 2", "Take 20", "Take 21", "Take 22", "Take 23",
                                       "Take 24", "Take 25"));
  EXPECT_EQ(page.next, "");
}

// A connection keeps the plan of a statement until the table's statistics change.
TEST_F(SearchTest, ReadsOnlyItsPageWithAPlanThatWasMadeWhileTheTableWasEmpty) {
  base::pg::Pool pool({.url = base::pg::TestDatabase::Shared().url(), .schema = "video", .size = 1},
                      registry_);
  ASSERT_TRUE(pool_.Query("TRUNCATE videos").ok());
  Page page;
  page.search = "take";
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(ListVideos(pool, "ann", page).ok());
  Fill("ann", 3000);
  Fill("ben", 100);
  ASSERT_TRUE(ListVideos(pool, "ann", page).ok());
  std::string plan;
  ASSERT_TRUE(pool.With([&](base::pg::Connection& connection) {
                    const auto name = connection.Query(
                        "SELECT name FROM pg_prepared_statements "
                        "WHERE statement LIKE '%rows_read%' AND NOT statement LIKE '%prepared%'");
                    if (!name.ok()) return name.status();
                    const auto rows = connection.Query(absl::StrCat(
                        "EXPLAIN (ANALYZE) EXECUTE ", name->Text(0, 0),
                        "('ann', NULL, NULL, '%nowhere%', 9223372036854775807, "
                        "9223372036854775807, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 101, 2000)"));
                    if (!rows.ok()) return rows.status();
                    for (int i = 0; i < rows->size(); ++i) {
                      absl::StrAppend(&plan, rows->Text(i, 0), "\n");
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_TRUE(absl::StrContains(plan, "Index Scan using videos_library")) << plan;
  EXPECT_FALSE(absl::StrContains(plan, "Sort")) << plan;
  EXPECT_FALSE(absl::StrContains(plan, "rows=3000")) << plan;
}

}  // namespace
}  // namespace lossy::video
