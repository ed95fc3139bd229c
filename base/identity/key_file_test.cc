#include "base/identity/key_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }

  mode_t Mode() const {
    struct stat info = {};
    stat(path_.c_str(), &info);
    return info.st_mode & 0777;
  }

  std::string directory_ = testing::TempDir() + "key_file_test";
  bool made_ = std::filesystem::create_directory(directory_);
  std::string path_ = directory_ + "/key.json";
};

TEST_F(KeyFileTest, ReadsAWrittenKey) {
  const std::string contents("a\0b", 3);
  ASSERT_TRUE(WriteKeyFile(path_, contents, 0600).ok());
  EXPECT_EQ(*ReadKeyFile(path_), contents);
  EXPECT_EQ(Mode(), 0600u);
}

TEST_F(KeyFileTest, ReplacesAFileAndItsMode) {
  ASSERT_TRUE(WriteKeyFile(path_, "old and long", 0644).ok());
  EXPECT_EQ(Mode(), 0644u);
  ASSERT_TRUE(WriteKeyFile(path_, "new", 0600).ok());
  EXPECT_EQ(*ReadKeyFile(path_), "new");
  EXPECT_EQ(Mode(), 0600u);
}

TEST_F(KeyFileTest, ReplacesNoFileThatMustBeNew) {
  ASSERT_TRUE(WriteNewKeyFile(path_, "first", 0600).ok());
  EXPECT_EQ(WriteNewKeyFile(path_, "second", 0600).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadKeyFile(path_), "first");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(KeyFileTest, LeavesNothingBehindWhenItCannotReplace) {
  std::filesystem::create_directories(path_ + "/occupied");
  EXPECT_FALSE(WriteKeyFile(path_, "new", 0600).ok());
  const auto entries = std::filesystem::directory_iterator(directory_);
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(KeyFileTest, NamesTheFileThatIsMissing) {
  const absl::Status status = ReadKeyFile(path_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(status.message().find(path_), absl::string_view::npos) << status;
}

TEST_F(KeyFileTest, RefusesInvalidFiles) {
  EXPECT_EQ(ReadKeyFile(directory_).status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(ReadKeyFile(path_).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(KeyFileTest, RefusesMoreThanAMebibyte) {
  constexpr std::size_t kMebibyte = 1 << 20;
  ASSERT_TRUE(WriteKeyFile(path_, std::string(kMebibyte, 'a'), 0600).ok());
  EXPECT_TRUE(ReadKeyFile(path_).ok());
  ASSERT_TRUE(WriteKeyFile(path_, std::string(kMebibyte + 1, 'a'), 0600).ok());
  EXPECT_FALSE(ReadKeyFile(path_).ok());
}

}  // namespace
}  // namespace lossy::base
