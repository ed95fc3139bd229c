#include "base/text/uuid.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Uuid, MakesADifferentOneEachTime) {
  const std::string first = NewUuid();
  EXPECT_TRUE(IsUuid(first)) << first;
  EXPECT_EQ(first[14], '7');
  EXPECT_NE(first, NewUuid());
}

TEST(Uuid, RefusesSimilarTexts) {
  EXPECT_TRUE(IsUuid("00000000-0000-7000-8000-ABCDEFabcdef"));
  EXPECT_FALSE(IsUuid(""));
  EXPECT_FALSE(IsUuid("00000000-0000-7000-8000-abcdefabcde"));
  EXPECT_FALSE(IsUuid("00000000-0000-7000-8000-abcdefabcdeg"));
  EXPECT_FALSE(IsUuid("00000000000000007000-8000-abcdefabcd"));
}

}  // namespace
}  // namespace lossy::base
