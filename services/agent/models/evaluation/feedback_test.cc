#include <iostream>

#include "gtest/gtest.h"
#include "services/agent/models/evaluation/accuracy.h"
#include "services/agent/models/evaluation/feedback_lines.h"
#include "services/agent/models/rules/rules_note_writer.h"

namespace lossy::agent {
namespace {

class FeedbackTest : public testing::TestWithParam<const char*> {};

TEST_P(FeedbackTest, SentencesOfReviewersBecomeTheExpectedNotes) {
  const absl::StatusOr<std::vector<FeedbackLine>> lines = ReadFeedback(kFeedbackFile);
  ASSERT_TRUE(lines.ok()) << lines.status();
  RulesNoteWriter writer;
  const std::vector<Verdict> verdicts = Judge(writer, *lines, GetParam());
  for (const Verdict& verdict : verdicts) std::cout << Describe(verdict) << '\n';
  const Accuracy accuracy = Count(verdicts);
  EXPECT_GE(accuracy.lines, 40);
  EXPECT_EQ(accuracy.failed, 0);
  EXPECT_GE(accuracy.decision_rate(), 0.90) << accuracy.decided << " of " << accuracy.lines;
  EXPECT_GE(accuracy.category_rate(), 0.85) << accuracy.sorted << " of " << accuracy.to_keep;
}

INSTANTIATE_TEST_SUITE_P(Parts, FeedbackTest, testing::Values("tune", "held"));

}  // namespace
}  // namespace lossy::agent
