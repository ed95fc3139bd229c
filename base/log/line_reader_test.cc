#include "base/log/line_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;

class LineReaderTest : public testing::Test {
 protected:
  LineReaderTest() {
    EXPECT_EQ(pipe2(pipe_, O_CLOEXEC), 0);
    reader_.emplace(pipe_[0], [this](absl::string_view line) {
      MutexLock lock(mutex_);
      lines_.emplace_back(line);
      changed_.NotifyAll();
    });
  }
  ~LineReaderTest() override {
    if (reader_) End();
    close(pipe_[0]);
  }

  void Write(const std::string& text) {
    ASSERT_EQ(write(pipe_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  void End() {
    close(pipe_[1]);
    reader_.reset();
  }

  std::vector<std::string> AwaitLines(std::size_t count) {
    MutexLock lock(mutex_);
    const absl::Time deadline = SteadyNow() + absl::Minutes(1);
    while (lines_.size() < count && changed_.WaitUntil(mutex_, deadline)) continue;
    return lines_;
  }

  int pipe_[2];
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> lines_ LOSSY_GUARDED_BY(mutex_);
  absl::optional<LineReader> reader_;
};

TEST_F(LineReaderTest, PutsALineTogetherThatIsWrittenInPieces) {
  Write("on");
  Write("e\n\ntwo\n");
  EXPECT_THAT(AwaitLines(2), ElementsAre("one", "two"));
}

TEST_F(LineReaderTest, HandsOverAnUnfinishedLineAfterAPauseAndAtTheEnd) {
  Write("assertion failed");
  EXPECT_THAT(AwaitLines(1), ElementsAre("assertion failed"));
  Write("abort");
  End();
  EXPECT_THAT(AwaitLines(2), ElementsAre("assertion failed", "abort"));
}

TEST_F(LineReaderTest, CutsALongLineIntoPieces) {
  Write(std::string(10'000, 'x') + "\nnext\n");
  End();
  EXPECT_THAT(AwaitLines(4), ElementsAre(std::string(4096, 'x'), std::string(4096, 'x'),
                                         std::string(10'000 - 2 * 4096, 'x'), "next"));
}

TEST_F(LineReaderTest, IsIdleOnceAllWasHandedOver) {
  EXPECT_TRUE(reader_->Idle());
  Write("unfinished");
  EXPECT_FALSE(reader_->Idle());
  AwaitLines(1);
  EXPECT_TRUE(Eventually([&] { return reader_->Idle(); }));
}

}  // namespace
}  // namespace lossy::base
