#include "edge/net/unread_bytes.h"

#include <cstddef>
#include <string>

#include "edge/net/loop_iteration.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(UnreadBytesTest, TakesNoMoreMemoryThanTheUnitNeeds) {
  constexpr std::size_t kUnit = 4 << 20;
  // Parts as a network delivers them.
  for (const std::size_t part : {65'536, 95'232, 262'144, 300'007}) {
    UnreadBytes bytes;
    while (bytes.size() + part <= kUnit) {
      bytes.Append(std::string(part, 'x'), kUnit);
      EXPECT_LE(bytes.capacity(), kUnit + LoopIteration::kReadPadding) << part;
    }
  }
}

TEST(UnreadBytesTest, TakesMemoryOnlyAsBytesArrive) {
  UnreadBytes bytes;
  bytes.Append(std::string(100'000, 'x'), 4 << 20);
  EXPECT_LE(bytes.capacity(), 2 * (100'000 + LoopIteration::kReadPadding));
}

}  // namespace
}  // namespace lossy::edge
