#include "base/outbox/shard_share.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(FairShareTest, DividesAllShardsEqually) {
  for (int members = 1; members <= kShards + 2; ++members) {
    std::vector<int> shares;
    int sum = 0;
    for (int place = 0; place < members; ++place) {
      shares.push_back(FairShare(members, place));
      sum += shares.back();
    }
    const auto [least, most] = std::minmax_element(shares.begin(), shares.end());
    EXPECT_EQ(sum, kShards) << members;
    EXPECT_LE(*most - *least, 1) << members;
  }
}

}  // namespace
}  // namespace lossy::base
