#include "edge/channel/call_log.h"

#include <cstdint>

#include "absl/time/time.h"
#include "base/log/log.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class CallLogTest : public testing::Test {
 protected:
  // Returns the number of lines that the record of a call writes.
  std::int64_t LinesOf(const absl::Status& status) {
    const std::int64_t before = base::LoggedLines(base::LogLevel::kInfo);
    log_.Record({.event = "send", .method = method_, .request_id = "r"}, status, now_, now_);
    return base::LoggedLines(base::LogLevel::kInfo) - before;
  }

  const Method method_{};
  absl::Time now_ = absl::UnixEpoch();
  CallLog log_{2};
};

TEST_F(CallLogTest, LogsSucceededCallsUpToItsRate) {
  EXPECT_EQ(LinesOf(absl::OkStatus()), 1);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 1);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 0);
  now_ += absl::Milliseconds(999);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 0);
}

TEST_F(CallLogTest, ReportsTheSkippedCallsInTheNextSecond) {
  for (int i = 0; i < 5; ++i) LinesOf(absl::OkStatus());
  now_ += absl::Seconds(1);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 2);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 1);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 0);
}

TEST_F(CallLogTest, LogsEachFailedCall) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(LinesOf(absl::UnavailableError("down")), 1);
  EXPECT_EQ(LinesOf(absl::OkStatus()), 1);
}

}  // namespace
}  // namespace lossy::edge
