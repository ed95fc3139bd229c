#include "base/cache/lru_cache.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(LruCache, DropsTheLeastRecentlyUsedEntry) {
  LruCache<int, std::string> cache(2);
  cache.Insert(1, "one");
  cache.Insert(2, "two");
  ASSERT_NE(cache.Find(1), nullptr);
  cache.Insert(3, "three");
  EXPECT_EQ(cache.Find(2), nullptr);
  ASSERT_NE(cache.Find(1), nullptr);
  EXPECT_EQ(*cache.Find(1), "one");
  EXPECT_EQ(*cache.Find(3), "three");
}

TEST(LruCache, ReplacesAValueInItsPlace) {
  LruCache<int, std::string> cache(2);
  cache.Insert(1, "one");
  cache.Insert(2, "two");
  cache.Insert(1, "uno");
  cache.Insert(3, "three");
  EXPECT_EQ(*cache.Find(1), "uno");
  EXPECT_EQ(cache.Find(2), nullptr);
}

TEST(LruCache, FindsAStringByAView) {
  LruCache<std::string, int> cache(2);
  cache.Insert("one", 1);
  const absl::string_view key = "one, two";
  ASSERT_NE(cache.Find(key.substr(0, 3)), nullptr);
  EXPECT_EQ(cache.Find(key), nullptr);
}

TEST(LruCache, DropsStaleValuesUpToTheFirstThatIsNot) {
  LruCache<int, int> cache(9);
  for (int i = 0; i < 5; ++i) cache.Insert(i, i);
  const auto below_three = [](int value) { return value < 3; };
  cache.DropStale(2, below_three);
  EXPECT_EQ(cache.size(), 3u);
  EXPECT_EQ(cache.Find(1), nullptr);
  cache.DropStale(9, below_three);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_NE(cache.Find(3), nullptr);
}

TEST(LruCache, HoldsNothingWhenItsCapacityIsZero) {
  LruCache<int, int> cache(0);
  cache.Insert(1, 1);
  EXPECT_EQ(cache.Find(1), nullptr);
}

TEST(LruCache, CanBeUsedAgainAfterItWasCleared) {
  LruCache<int, int> cache(1);
  cache.Insert(1, 1);
  cache.Clear();
  EXPECT_EQ(cache.Find(1), nullptr);
  cache.Insert(2, 2);
  EXPECT_EQ(*cache.Find(2), 2);
}

}  // namespace
}  // namespace lossy::base
