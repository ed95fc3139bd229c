#include "base/cache/lru_cache.h"

#include <string>

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
