#include "base/flags/nearest_name.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(EditDistanceTest, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(EditDistance("", ""), 0U);
  EXPECT_EQ(EditDistance("log", ""), 3U);
  EXPECT_EQ(EditDistance("", "log"), 3U);
  EXPECT_EQ(EditDistance("log_level", "log_level"), 0U);
  EXPECT_EQ(EditDistance("loglevel", "log_level"), 1U);
  EXPECT_EQ(EditDistance("log_levels", "log_level"), 1U);
  EXPECT_EQ(EditDistance("log_lavel", "log_level"), 1U);
  EXPECT_EQ(EditDistance("log_leevl", "log_level"), 1U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
}

TEST(NearestNameTest, FindsTheNameThatIsMisspelt) {
  const std::vector<std::string> names = {"database_url", "database_connections", "log_level"};
  EXPECT_EQ(NearestName("databse_url", names, 2), "database_url");
  EXPECT_EQ(NearestName("database_conections", names, 2), "database_connections");
  EXPECT_EQ(NearestName("loglevel", names, 1), "log_level");
}

TEST(NearestNameTest, FindsNoneThatIsNotSimilar) {
  EXPECT_EQ(NearestName("user", {"as", "users_file"}, 2), "");
  EXPECT_EQ(NearestName("dattabse_url", {"database_url"}, 1), "");
  EXPECT_EQ(NearestName("", {"a"}, 1), "a");
  EXPECT_EQ(NearestName("port", {}, 4), "");
}

}  // namespace
}  // namespace lossy::base
