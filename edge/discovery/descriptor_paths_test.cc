#include "edge/discovery/descriptor_paths.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;

class DescriptorPathsTest : public testing::Test {
 protected:
  ~DescriptorPathsTest() override { std::filesystem::remove(path_); }

  void Write(absl::string_view bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }
  void WriteFiles(int count) const {
    FileDescriptorSet set;
    for (int i = 0; i < count; ++i) set.add_file()->set_name("x.proto");
    Write(set.SerializeAsString());
  }
  // Returns the number of files that Read returned; 0 for nullopt and -1 for an error.
  int ReadCount() {
    const auto set = paths_.Read();
    if (!set.ok()) return -1;
    return *set ? (*set)->file_size() : 0;
  }

  const std::string path_ = testing::TempDir() + "/descriptor_paths_test.binpb";
  DescriptorPaths paths_{{path_}};
};

TEST_F(DescriptorPathsTest, ReturnsTheFilesOnceAndAfterAChange) {
  WriteFiles(1);
  EXPECT_EQ(ReadCount(), 1);
  EXPECT_EQ(ReadCount(), 0);
  WriteFiles(2);
  EXPECT_EQ(ReadCount(), 0);  // The file may still be written.
  EXPECT_EQ(ReadCount(), 2);
  EXPECT_EQ(ReadCount(), 0);
}

TEST_F(DescriptorPathsTest, ReportsAFileThatIsNoDescriptorSetUntilItChanges) {
  WriteFiles(1);
  EXPECT_EQ(ReadCount(), 1);
  Write("\xff\xff");
  EXPECT_EQ(ReadCount(), 0);
  EXPECT_EQ(ReadCount(), -1);
  EXPECT_EQ(ReadCount(), -1);
  WriteFiles(3);
  EXPECT_EQ(ReadCount(), -1);
  EXPECT_EQ(ReadCount(), 3);
  EXPECT_EQ(ReadCount(), 0);
}

TEST_F(DescriptorPathsTest, NamesTheFileThatCannotBeRead) {
  EXPECT_EQ(paths_.Read().status().message(), path_ + " is not a descriptor set that can be read");
}

}  // namespace
}  // namespace lossy::edge
