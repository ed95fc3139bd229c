#include "base/log/log_writer.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;

std::string DroppedLine(std::int64_t lines) { return absl::StrCat("dropped ", lines); }

class LogWriterTest : public testing::Test {
 protected:
  LogWriterTest() { EXPECT_EQ(pipe2(pipe_, O_CLOEXEC), 0); }
  ~LogWriterTest() override {
    for (const int fd : pipe_) close(fd);
  }

  void FillPipe() {
    const int flags = fcntl(pipe_[1], F_GETFL);
    fcntl(pipe_[1], F_SETFL, flags | O_NONBLOCK);
    const std::string zeros(4096, '0');
    while (write(pipe_[1], zeros.data(), zeros.size()) > 0) filled_ += zeros.size();
    fcntl(pipe_[1], F_SETFL, flags);
  }

  // Reads what FillPipe wrote, then `count` lines.
  std::vector<std::string> ReadLines(std::size_t count) {
    std::string all;
    char buffer[4096];
    while (all.size() < filled_ ||
           static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')) < count) {
      pollfd readable = {.fd = pipe_[0], .events = POLLIN, .revents = 0};
      if (poll(&readable, 1, 60'000) != 1) break;
      const ssize_t size = read(pipe_[0], buffer, sizeof(buffer));
      if (size <= 0) break;
      all.append(buffer, static_cast<std::size_t>(size));
    }
    all.erase(0, std::exchange(filled_, 0));
    return absl::StrSplit(all, '\n', absl::SkipEmpty());
  }

  int pipe_[2];
  std::size_t filled_ = 0;
};

TEST_F(LogWriterTest, WritesTheLinesInTheirOrder) {
  LogWriter writer(pipe_[1], DroppedLine);
  writer.Write("one");
  writer.Write("two");
  EXPECT_THAT(ReadLines(2), ElementsAre("one", "two"));
  EXPECT_TRUE(Eventually([&] { return writer.Idle(); }));
  EXPECT_EQ(writer.dropped(), 0);
}

TEST_F(LogWriterTest, WritesLinesThatAreLongerThanAPipeAcceptsAtOnce) {
  LogWriter writer(pipe_[1], DroppedLine);
  const std::string large(200'000, 'x');
  writer.Write(large);
  writer.Write("behind");
  EXPECT_THAT(ReadLines(2), ElementsAre(large, "behind"));
}

TEST_F(LogWriterTest, ReturnsAtOnceWithoutAReaderAndReportsTheDroppedLines) {
  FillPipe();
  LogWriter writer(pipe_[1], DroppedLine);
  writer.SetLimits({.bytes = 1 << 20, .lines = 2});
  for (int i = 0; i < 1000; ++i) writer.Write(absl::StrCat(i));
  EXPECT_EQ(writer.dropped(), 998);
  EXPECT_FALSE(writer.Idle());
  std::vector<std::string> lines;
  std::int64_t reported = 0;
  while (reported < 998) {
    const std::vector<std::string> read = ReadLines(1);
    ASSERT_FALSE(read.empty());
    for (absl::string_view line : read) {
      std::int64_t dropped = 0;
      if (!absl::ConsumePrefix(&line, "dropped ")) {
        lines.emplace_back(line);
      } else if (absl::SimpleAtoi(line, &dropped)) {
        reported += dropped;
      }
    }
  }
  EXPECT_EQ(reported, 998);
  EXPECT_THAT(lines, ElementsAre("0", "1"));
}

TEST_F(LogWriterTest, BoundsTheQueueInBytes) {
  FillPipe();
  LogWriter writer(pipe_[1], DroppedLine);
  writer.SetLimits({.bytes = 100, .lines = 1000});
  writer.Write(std::string(200, 'x'));
  writer.Write(std::string(60, 'y'));
  writer.Write(std::string(60, 'z'));
  EXPECT_EQ(writer.dropped(), 2);
}

TEST_F(LogWriterTest, CountsTheLinesThatAClosedPipeDoesNotAccept) {
  LogWriter writer(pipe_[1], DroppedLine);
  close(pipe_[0]);
  pipe_[0] = -1;
  writer.Write("lost");
  EXPECT_TRUE(Eventually([&] { return writer.dropped() == 1; }));
  writer.Write("lost");
  EXPECT_TRUE(Eventually([&] { return writer.dropped() == 2; }));
}

TEST_F(LogWriterTest, EndsWithoutAReader) {
  FillPipe();
  LogWriter writer(pipe_[1], DroppedLine);
  writer.Write("never read");
}

}  // namespace
}  // namespace lossy::base
