#include "base/tls/memory_file.h"

#include <fstream>
#include <iterator>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(MemoryFileTest, HasTheContentsThatWereWrittenLast) {
  MemoryFile file;
  EXPECT_EQ(file.path(), "");
  ASSERT_TRUE(file.Write("a long key").ok());
  const std::string path = file.path();
  EXPECT_EQ(Read(path), "a long key");
  ASSERT_TRUE(file.Write("short").ok());
  EXPECT_EQ(file.path(), path);
  EXPECT_EQ(Read(path), "short");
}

TEST(MemoryFileTest, KeepsTheContentsOfAnOpenFile) {
  MemoryFile file;
  ASSERT_TRUE(file.Write("old").ok());
  std::ifstream open(file.path());
  ASSERT_TRUE(file.Write("new").ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(open), {}), "old");
}

TEST(MemoryFileTest, EndsWithTheObject) {
  std::string path;
  {
    MemoryFile file;
    ASSERT_TRUE(file.Write("key").ok());
    path = file.path();
  }
  EXPECT_EQ(Read(path), "");
}

}  // namespace
}  // namespace lossy::base
