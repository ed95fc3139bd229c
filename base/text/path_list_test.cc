#include "base/text/path_list.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SplitPathsTest, SplitsAtCommas) {
  EXPECT_THAT(SplitPaths("/a/b,c d,,/e"), ElementsAre("/a/b", "c d", "/e"));
  EXPECT_THAT(SplitPaths("/a"), ElementsAre("/a"));
}

TEST(SplitPathsTest, TakesACommaBehindABackslashAsPartOfThePath) {
  EXPECT_THAT(SplitPaths("/a\\,b/x,/c\\,"), ElementsAre("/a,b/x", "/c,"));
  EXPECT_THAT(SplitPaths("C:\\keys"), ElementsAre("C:\\keys"));
}

TEST(SplitPathsTest, LeavesOutEmptyPaths) {
  EXPECT_THAT(SplitPaths(""), IsEmpty());
  EXPECT_THAT(SplitPaths(" , ,"), IsEmpty());
}

}  // namespace
}  // namespace lossy::base
