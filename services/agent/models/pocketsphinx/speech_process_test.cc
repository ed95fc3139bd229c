#include "services/agent/models/pocketsphinx/speech_process.h"

#include <csignal>
#include <thread>

#include "absl/time/clock.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
absl::Time AtOnce() { return absl::Now() + absl::Milliseconds(50); }

absl::StatusOr<std::unique_ptr<SpeechProcess>> Start(const std::string& mood, absl::Time deadline) {
  return SpeechProcess::Start({"services/agent/models/pocketsphinx/scripted_worker", mood},
                              deadline);
}

class SpeechProcessTest : public testing::Test {
 protected:
  SpeechProcessTest() {
    absl::StatusOr<std::unique_ptr<SpeechProcess>> process = Start("good", Soon());
    EXPECT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
  }

  absl::Status StatusOf(absl::string_view request, absl::Time deadline = Soon()) {
    return process_->Ask(request, deadline).status();
  }

  std::unique_ptr<SpeechProcess> process_;
};

TEST_F(SpeechProcessTest, AnswersManyRequests) {
  for (int i = 0; i < 500; ++i) {
    const std::string request(static_cast<std::size_t>(i) * 100 + 1, 'a');
    const absl::StatusOr<Answer> answer = process_->Ask(request, Soon());
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->text, request);
  }
  EXPECT_TRUE(process_->IsIdle());
}

TEST_F(SpeechProcessTest, TakesTheLongestRecording) {
  EXPECT_TRUE(StatusOf(std::string(kMaxAudioBytes, 'a')).ok());
}

TEST_F(SpeechProcessTest, ARefusalIsAnAnswer) {
  const absl::StatusOr<Answer> answer = process_->Ask("refuse", Soon());
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->outcome, Outcome::kRefused);
}

TEST_F(SpeechProcessTest, AHangingProcessTimesOut) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(StatusOf("hang", AtOnce())));
}

TEST_F(SpeechProcessTest, AProcessKilledAtWorkIsNoticed) {
  std::thread killer([pid = process_->pid()] { kill(pid, SIGKILL); });
  const absl::Status status = StatusOf("hang");
  killer.join();
  EXPECT_EQ(status, absl::AbortedError("it ended by signal 9"));
}

TEST_F(SpeechProcessTest, ACrashIsReportedWithItsSignal) {
  EXPECT_EQ(StatusOf("crash"), absl::AbortedError("it ended by signal 6"));
}

TEST_F(SpeechProcessTest, AnExitIsReportedWithItsStatus) {
  EXPECT_EQ(StatusOf("leave"), absl::AbortedError("it ended with status 3"));
}

TEST_F(SpeechProcessTest, AProcessThatClosesItsSocketIsEnded) {
  EXPECT_TRUE(absl::IsAborted(StatusOf("shut")));
}

TEST_F(SpeechProcessTest, AProcessWithTooMuchMemoryEnds) {
  EXPECT_EQ(StatusOf("eat"), absl::ResourceExhaustedError("it took more memory than it may"));
}

TEST_F(SpeechProcessTest, AProcessThatWorksTooLongEnds) {
  EXPECT_EQ(StatusOf("spin"),
            absl::ResourceExhaustedError("it took more processor time than it may"));
}

TEST_F(SpeechProcessTest, AnInvalidAnswerIsReported) {
  EXPECT_TRUE(absl::IsDataLoss(StatusOf("garbage")));
}

TEST_F(SpeechProcessTest, AnAnswerWithoutEndIsNotRead) {
  EXPECT_TRUE(absl::IsDataLoss(StatusOf("flood")));
}

TEST_F(SpeechProcessTest, AProcessWithAnUnrequestedAnswerIsNotIdle) {
  ASSERT_TRUE(StatusOf("twice").ok());
  EXPECT_TRUE(base::Eventually([&] { return !process_->IsIdle(); }));
}

TEST_F(SpeechProcessTest, AnEndedProcessIsNotIdle) {
  kill(process_->pid(), SIGKILL);
  EXPECT_TRUE(base::Eventually([&] { return !process_->IsIdle(); }));
  EXPECT_FALSE(StatusOf("anything").ok());
}

TEST_F(SpeechProcessTest, ARunningRequestCanBeInterrupted) {
  std::thread interrupter([this] { process_->Interrupt(); });
  EXPECT_TRUE(absl::IsAborted(StatusOf("hang")));
  interrupter.join();
}

TEST_F(SpeechProcessTest, ItHasNoEnvironment) {
  const absl::StatusOr<Answer> answer = process_->Ask("environment", Soon());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->text, "has none");
}

TEST_F(SpeechProcessTest, ItReportsItsConfinement) {
  EXPECT_THAT(process_->confinement(), testing::HasSubstr("system calls: filtered"));
}

TEST_F(SpeechProcessTest, ItEndsWithItsObject) {
  const pid_t pid = process_->pid();
  EXPECT_EQ(kill(pid, 0), 0);
  process_.reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(SpeechProcessStartTest, ASilentProcessTimesOut) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(Start("silent", AtOnce()).status()));
}

TEST(SpeechProcessStartTest, AProcessThatEndsAtOnceIsNoticed) {
  EXPECT_TRUE(absl::IsAborted(Start("dead", Soon()).status()));
}

TEST(SpeechProcessStartTest, AProcessThatCannotServeReportsTheReason) {
  EXPECT_EQ(Start("unable", Soon()).status(), absl::UnavailableError("there is no model"));
}

TEST(SpeechProcessStartTest, AMissingProgramIsNamed) {
  const absl::Status status = SpeechProcess::Start({"/no/such/program"}, Soon()).status();
  EXPECT_EQ(status,
            absl::UnavailableError("cannot start /no/such/program: No such file or directory"));
}

TEST(SpeechProcessStartTest, ItEndsWithTheThreadThatStartedIt) {
  std::unique_ptr<SpeechProcess> process;
  std::thread([&] { process = *Start("good", Soon()); }).join();
  EXPECT_TRUE(absl::IsAborted(process->Ask("hang", Soon()).status()));
}

}  // namespace
}  // namespace lossy::agent
