#include "services/notifications/log/log_memory_file.h"

#include <cstdlib>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

using testing::IsEmpty;

class LogMemoryFileTest : public testing::Test {
 protected:
  static LogServer::Known Known(const std::string& topic, std::int64_t offset) {
    LogServer::Known known{.topic = topic, .era = 3};
    known.position.set_epoch("e");
    known.position.set_offset(offset);
    known.position.set_run(7);
    return known;
  }

  const std::string path_ = testing::TempDir() + "/positions";
};

TEST_F(LogMemoryFileTest, ReadsTheFileOfAnEarlierProcess) {
  LogMemoryFile file(path_);
  ASSERT_TRUE(file.Write({Known("a", 1)}).ok());
  ASSERT_TRUE(file.Write({Known("a b\nc", 12), Known("d", 2)}).ok());
  const std::vector<LogServer::Known> known = LogMemoryFile(path_).Read();
  ASSERT_EQ(known.size(), 2);
  EXPECT_EQ(known[0].topic, "a b\nc");
  EXPECT_EQ(known[0].era, 3);
  EXPECT_EQ(known[0].position.SerializeAsString(), Known("", 12).position.SerializeAsString());
}

TEST_F(LogMemoryFileTest, RemembersNothingWithoutAFile) {
  EXPECT_THAT(LogMemoryFile(path_ + "none").Read(), IsEmpty());
  EXPECT_THAT(LogMemoryFile("").Read(), IsEmpty());
  EXPECT_TRUE(LogMemoryFile("").Write({Known("a", 1)}).ok());
  EXPECT_FALSE(LogMemoryFile("/nowhere/positions").Write({Known("a", 1)}).ok());
}

TEST_F(LogMemoryFileTest, RemembersNothingOfAnInvalidFile) {
  const std::string path = path_ + "spoilt";
  std::ofstream(path) << "3 1 7 e a\n3 x 7 e a\n";
  EXPECT_THAT(LogMemoryFile(path).Read(), IsEmpty());
}

}  // namespace
}  // namespace lossy::notifications
