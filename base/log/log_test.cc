#include "base/log/log.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "base/log/log_trace.h"
#include "base/log/refuse_start.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

// Each test runs a process of its own and checks its status and standard error.
class LogTest : public testing::Test {
 protected:
  LogTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

void Start() {
  InitLog("test");
  LogStderr();
  LogCrashes();
}

// A standard error that accepts nothing.
void StallStderr() {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK) != 0) std::abort();
  const std::string zeros(4096, '0');
  while (write(ends[1], zeros.data(), zeros.size()) > 0) {
  }
  fcntl(ends[1], F_SETFL, 0);
  dup2(ends[1], STDERR_FILENO);
}

TEST_F(LogTest, IsWrittenBeforeTheProcessEnds) {
  EXPECT_EXIT(
      {
        Start();
        Log(LogLevel::kInfo, "last_words", {{"count", 1}});
        std::exit(3);
      },
      testing::ExitedWithCode(3),
      "\"level\":\"info\",\"process\":\"test\",\"event\":\"last_words\",\"count\":1}\n$");
}

TEST_F(LogTest, HasTheIdsOfTheThreadsTrace) {
  EXPECT_EXIT(
      {
        Start();
        SetLogTrace({.trace_high = 0xab, .trace_low = 0xcd, .span = 0xef});
        Log(LogLevel::kInfo, "traced");
        SetLogTrace({});
        Log(LogLevel::kInfo, "plain");
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      "\"event\":\"traced\",\"trace_id\":\"00000000000000ab00000000000000cd\","
      "\"span_id\":\"00000000000000ef\"}\n.*\"event\":\"plain\"}\n$");
}

TEST_F(LogTest, MakesALogLineOfALibrarysOutput) {
  EXPECT_EXIT(
      {
        Start();
        SetLogLevel(LogLevel::kError);
        std::fprintf(stderr, "connection to \"a\" failed\n");
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      "^\\{\"time\":.*\"level\":\"warning\",\"process\":\"test\",\"event\":\"stderr_written\","
      "\"text\":\"connection to \\\\\"a\\\\\" failed\"\\}\n$");
}

TEST_F(LogTest, HasTheExceptionAndTheSignalThatEndTheProcess) {
  EXPECT_EXIT(
      {
        Start();
        Log(LogLevel::kInfo, "before");
        std::thread([] { throw std::runtime_error("broken"); }).join();
      },
      testing::KilledBySignal(SIGABRT),
      "\"event\":\"before\".*\n.*\"stderr_written\".*std::runtime_error.*\n.*broken.*\n"
      ".*\"event\":\"crashed\",\"signal\":6\\}\n$");
}

TEST_F(LogTest, HasTheSignalThatAnotherProcessSent) {
  EXPECT_EXIT(
      {
        Start();
        // A sanitizer handles the other signals itself.
        kill(getpid(), SIGILL);
        pause();
      },
      testing::KilledBySignal(SIGILL), "\"event\":\"crashed\",\"signal\":4\\}\n$");
}

TEST_F(LogTest, BlocksNoCallAndNoEndWithoutAReader) {
  EXPECT_EXIT(
      {
        StallStderr();
        Start();
        SetLogLimits({.queue_bytes = 1 << 20, .queue_lines = 10, .flush = absl::Milliseconds(1)});
        for (int i = 0; i < 100'000; ++i) Log(LogLevel::kInfo, "event");
        for (int i = 0; i < 100'000; ++i) std::fprintf(stderr, "a line of a library\n");
        std::exit(DroppedLogLines() > 99'000 && !FlushLog() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(LogTest, ReportsWhyTheStartIsRefused) {
  EXPECT_EXIT(
      {
        Start();
        RefuseFlag("threads", "must be positive");
      },
      testing::ExitedWithCode(1),
      "\"event\":\"start_refused\",\"problem\":\"--threads: must be positive\"\\}\n$");
}

TEST(LogLevelTest, IsReadInAnyCase) {
  for (const auto& [text, level] :
       {std::pair("INFO", LogLevel::kInfo), std::pair("Warning", LogLevel::kWarning),
        std::pair("warn", LogLevel::kWarning), std::pair("error", LogLevel::kError),
        std::pair("DEBUG", LogLevel::kDebug)}) {
    LogLevel read = LogLevel::kError;
    std::string problem;
    EXPECT_TRUE(AbslParseFlag(text, &read, &problem)) << text << problem;
    EXPECT_EQ(read, level) << text;
  }
}

TEST(LogLevelTest, IsRefusedWithTheListWhenItIsUnknown) {
  for (const char* text : {"", "verbose", "info ", "off", "2"}) {
    LogLevel read = LogLevel::kInfo;
    std::string problem;
    EXPECT_FALSE(AbslParseFlag(text, &read, &problem)) << text;
    EXPECT_EQ(problem, "must be debug, info, warning or error");
  }
}

}  // namespace
}  // namespace lossy::base
