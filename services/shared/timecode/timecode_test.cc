#include "services/shared/timecode/timecode.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::services {
namespace {

FrameRate Rate(int numerator, int denominator = 1, bool drop_frame = false) {
  const absl::optional<FrameRate> rate = FrameRate::Create(numerator, denominator, drop_frame);
  EXPECT_TRUE(rate.has_value()) << numerator << "/" << denominator;
  return rate.value_or(FrameRate());
}

std::vector<FrameRate> AllRates() {
  return {Rate(24000, 1001),
          Rate(24),
          Rate(25),
          Rate(30000, 1001),
          Rate(30000, 1001, true),
          Rate(30),
          Rate(48),
          Rate(48000, 1001),
          Rate(50),
          Rate(60000, 1001),
          Rate(60),
          Rate(60000, 1001, true)};
}

// Counts labels as a clock does, one frame after the other.
class LabelClock {
 public:
  explicit LabelClock(FrameRate rate)
      : nominal_(rate.nominal()),
        dropped_(!rate.drop_frame()     ? 0
                 : rate.nominal() == 60 ? 4
                                        : 2) {}

  void Tick() {
    if (++frame_ < nominal_) return;
    frame_ = 0;
    if (++second_ < 60) return;
    second_ = 0;
    if (++minute_ == 60) {
      minute_ = 0;
      hour_ = (hour_ + 1) % 24;
    }
    if (minute_ % 10 != 0) frame_ = dropped_;
  }
  std::string Label() const {
    std::string label = "00:00:00:00";
    const auto put = [&](int at, int number) {
      label[at] = static_cast<char>('0' + number / 10);
      label[at + 1] = static_cast<char>('0' + number % 10);
    };
    put(0, hour_);
    put(3, minute_);
    put(6, second_);
    put(9, frame_);
    if (dropped_ > 0) label[8] = ';';
    return label;
  }

 private:
  const int nominal_;
  const int dropped_;
  int hour_ = 0, minute_ = 0, second_ = 0, frame_ = 0;
};

TEST(TimecodeTest, AgreesWithAClockForADay) {
  for (const FrameRate rate : AllRates()) {
    LabelClock clock(rate);
    const std::int64_t day = std::int64_t{25} * 3600 * rate.nominal();
    for (std::int64_t frame = 0; frame < day; ++frame, clock.Tick()) {
      // Each frame of the first 21 minutes, and each 997th one of the day.
      if (frame > std::int64_t{21} * 60 * rate.nominal() && frame % 997 != 0) continue;
      const Timecode timecode(frame, rate);
      ASSERT_EQ(timecode.ToString(), clock.Label()) << rate.ToString() << " " << frame;
      ASSERT_EQ(Timecode::Parse(clock.Label(), rate), timecode) << clock.Label();
    }
  }
}

TEST(TimecodeTest, LabelsFramesAsTheTablesOfSmpteDo) {
  const FrameRate df30 = Rate(30000, 1001, true);
  const FrameRate df60 = Rate(60000, 1001, true);
  struct Row {
    FrameRate rate;
    std::int64_t frame;
    const char* label;
  };
  const Row table[] = {
      {df30, 1799, "00:00:59;29"},
      {df30, 1800, "00:01:00;02"},
      {df30, 17981, "00:09:59;29"},
      {df30, 17982, "00:10:00;00"},
      {df30, 107892, "01:00:00;00"},
      {df30, 2589407, "23:59:59;29"},
      {df30, 2589408, "00:00:00;00"},
      {df60, 3599, "00:00:59;59"},
      {df60, 3600, "00:01:00;04"},
      {df60, 35964, "00:10:00;00"},
      {df60, 215784, "01:00:00;00"},
      {Rate(30000, 1001), 107892, "00:59:56:12"},
      {Rate(24000, 1001), 86400, "01:00:00:00"},
      {Rate(25), 90000, "01:00:00:00"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(Timecode(row.frame, row.rate).ToString(), row.label);
  }
}

TEST(TimecodeTest, RejectsLabelsThatTheRateDoesNotHave) {
  const FrameRate df30 = Rate(30000, 1001, true);
  for (const char* text : {"00:01:00;00", "00:01:00;01", "00:01:00:00", "24:00:00;00",
                           "00:60:00;00", "00:00:60;00", "00:00:00;30", "0:00:00;00", "00:00:00.00",
                           "", "00;00;00;00", "-1:00:00;00", "00:00:00;000"}) {
    EXPECT_FALSE(Timecode::Parse(text, df30)) << text;
  }
  EXPECT_FALSE(Timecode::Parse("00:01:00;03", Rate(60000, 1001, true)));
  EXPECT_TRUE(Timecode::Parse("00:01:00;04", Rate(60000, 1001, true)));
  EXPECT_FALSE(Timecode::Parse("00:01:00;00", Rate(30)));
  EXPECT_TRUE(Timecode::Parse("00:01:00:00", Rate(30000, 1001)));
  EXPECT_TRUE(Timecode::Parse("00:10:00;00", df30));
}

TEST(FrameRateTest, AcceptsTheRatesOfVideoOnly) {
  EXPECT_EQ(Rate(60, 2), Rate(30));
  EXPECT_EQ(Rate(60000, 2002), Rate(30000, 1001));
  const int refused[][2] = {{2997, 100}, {23976, 1000}, {0, 1},   {30, 0},
                            {-30, -1},   {12, 1},       {120, 1}, {25000, 1001}};
  for (const auto& [numerator, denominator] : refused) {
    EXPECT_FALSE(FrameRate::Create(numerator, denominator, false)) << numerator;
  }
  EXPECT_FALSE(FrameRate::Create(30, 1, true));
  EXPECT_FALSE(FrameRate::Create(24000, 1001, true));
}

TEST(FrameRateTest, RoundsSecondsToTheNearestFrame) {
  EXPECT_EQ(Rate(25).FrameAt(0.019), 0);
  EXPECT_EQ(Rate(25).FrameAt(0.021), 1);
  EXPECT_EQ(Rate(24000, 1001).FrameAt(3600), 86314);     // 86313.69
  EXPECT_EQ(Rate(24000, 1001).FrameAt(36000), 863137);   // 863136.86
  EXPECT_EQ(Rate(60000, 1001).FrameAt(86400), 5178821);  // 5178821.18
  EXPECT_EQ(Rate(30000, 1001).FrameAt(1e9), 29970029970);
}

TEST(FrameRateTest, FindsEachFrameByItsTimeForHours) {
  for (const FrameRate rate : AllRates()) {
    for (std::int64_t frame = 0; frame < std::int64_t{12} * 3600 * rate.nominal(); frame += 331) {
      const double seconds = static_cast<double>(frame) * rate.denominator() / rate.numerator();
      ASSERT_EQ(rate.FrameAt(seconds), frame) << rate.ToString();
      const double millis = static_cast<double>(rate.MillisecondsOf(frame));
      ASSERT_EQ(rate.FrameAt(millis / 1000), frame) << rate.ToString();
    }
  }
}

}  // namespace
}  // namespace lossy::services
