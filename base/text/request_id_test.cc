#include "base/text/request_id.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(RequestId, TakesPrintableAsciiUpTo64Bytes) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("a") + static_cast<char>(byte) + "b";
    EXPECT_EQ(IsRequestId(text), byte >= '!' && byte <= '~') << byte;
    EXPECT_EQ(RequestIdOrNew(text) == text, byte >= '!' && byte <= '~') << byte;
    EXPECT_TRUE(IsRequestId(RequestIdOrNew(text))) << byte;
  }
  EXPECT_TRUE(IsRequestId(std::string(64, 'x')));
  EXPECT_FALSE(IsRequestId(std::string(65, 'x')));
  EXPECT_FALSE(IsRequestId(""));
}

TEST(RequestId, ReplacesEachInvalidIdByANewOne) {
  EXPECT_NE(RequestIdOrNew("é"), RequestIdOrNew("é"));
}

TEST(RequestId, OfANestedRequestFitsForEveryParent) {
  EXPECT_EQ(RequestIdWithin("r", 7), "r.7");
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_TRUE(IsRequestId(RequestIdWithin(std::string(64, 'x'), most)));
}

}  // namespace
}  // namespace lossy::base
