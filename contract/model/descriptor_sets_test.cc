#include "contract/model/descriptor_sets.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::AllOf;
using testing::HasSubstr;

// A set of one file, room.proto, with a message of this name.
FileDescriptorSet Room(const std::string& message) {
  FileDescriptorSet set;
  set.add_file()->set_name("room.proto");
  set.mutable_file(0)->add_message_type()->set_name(message);
  return set;
}

std::string Write(const std::string& name, const FileDescriptorSet& set) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << set.SerializeAsString();
  return path;
}

TEST(DescriptorSets, TakesAFileOnceWhateverItsComments) {
  FileDescriptorSet commented = Room("Room");
  commented.mutable_file(0)->mutable_source_code_info()->add_location()->set_leading_comments("A");
  const auto all = ReadDescriptorSets({Write("a", Room("Room")), Write("b", commented)});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->file_size(), 1);
}

// Otherwise a comparison would read the version of the set that comes first.
TEST(DescriptorSets, RefusesTwoVersionsOfAFile) {
  const auto all = ReadDescriptorSets({Write("c", Room("Room")), Write("d", Room("Hall"))});
  EXPECT_THAT(std::string(all.status().message()),
              AllOf(HasSubstr("/c and "), HasSubstr("different versions of room.proto")));
}

TEST(DescriptorSets, NamesAFileThatIsNone) {
  const auto all = ReadDescriptorSets({"no/such/file"});
  EXPECT_THAT(std::string(all.status().message()), HasSubstr("no/such/file"));
}

}  // namespace
}  // namespace lossy::contract
