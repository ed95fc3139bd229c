#include "edge/discovery/descriptor_sets.h"

#include <algorithm>
#include <fstream>

#include "base/version/descriptor_hash.h"
#include "edge/discovery/room_descriptors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using testing::ElementsAre;
using testing::IsEmpty;

FileDescriptorProto& Last(FileDescriptorSet& set) { return *set.mutable_file()->rbegin(); }

TEST(ContractHash, IsTheSameForAllThatProtocAndReflectionGiveDifferently) {
  const FileDescriptorSet set = RoomDescriptors("room", {"say"});
  FileDescriptorSet other = set;
  Last(other).mutable_source_code_info()->add_location()->set_leading_comments("A room.");
  Last(other).mutable_message_type(0)->mutable_field(0)->set_json_name("id");
  std::reverse(other.mutable_file()->begin(), other.mutable_file()->end());
  EXPECT_EQ(ContractHash(set).size(), 16);
  EXPECT_EQ(ContractHash(other), ContractHash(set));
}

TEST(ContractHash, DiffersForAnotherEventOrJsonName) {
  const FileDescriptorSet set = RoomDescriptors("room", {"say"});
  FileDescriptorSet renamed = set;
  Last(renamed).mutable_message_type(0)->mutable_field(0)->set_json_name("room");
  EXPECT_NE(ContractHash(renamed), ContractHash(set));
  EXPECT_NE(ContractHash(RoomDescriptors("room", {"say", "ask"})), ContractHash(set));
}

TEST(MergeDescriptors, HasEachFileOnceAfterItsImports) {
  FileDescriptorSet room = RoomDescriptors("room", {});
  std::reverse(room.mutable_file()->begin(), room.mutable_file()->end());
  const FileDescriptorSet hall = RoomDescriptors("hall", {});
  const MergedDescriptors merged = MergeDescriptors({&room, &hall});
  EXPECT_THAT(merged.conflicts, IsEmpty());
  ASSERT_EQ(merged.descriptors.file_size(), 6);
  google::protobuf::DescriptorPool pool;
  for (const FileDescriptorProto& file : merged.descriptors.file()) {
    EXPECT_NE(pool.BuildFile(file), nullptr) << file.name();
  }
}

TEST(MergeDescriptors, PrefersTheEarlierSetAndNamesTheFileThatDiffers) {
  const FileDescriptorSet newer = RoomDescriptors("room", {"say", "ask"});
  const FileDescriptorSet older = RoomDescriptors("room", {"say"});
  const MergedDescriptors merged = MergeDescriptors({&newer, &older});
  EXPECT_THAT(merged.conflicts, ElementsAre("room.proto"));
  EXPECT_EQ(ContractHash(merged.descriptors), ContractHash(newer));
}

TEST(MergeDescriptors, TakesTheCommentsOfALaterSetWithTheSameContent) {
  const FileDescriptorSet plain = RoomDescriptors("room", {"say"});
  FileDescriptorSet commented = plain;
  Last(commented).mutable_source_code_info()->add_location()->set_leading_comments("A room.");
  const MergedDescriptors merged = MergeDescriptors({&plain, &commented});
  const auto& files = merged.descriptors.file();
  EXPECT_EQ(std::count_if(files.begin(), files.end(),
                          [](const auto& file) { return file.has_source_code_info(); }),
            1);
}

TEST(DeclaresService, ComparesTheFullName) {
  const FileDescriptorSet set = RoomDescriptors("room", {});
  EXPECT_TRUE(DeclaresService(set, "room.S"));
  EXPECT_FALSE(DeclaresService(set, "hall.S"));
}

// A service exports this hash in lossy_build_info.
TEST(ContractHash, IsThatOfTheServiceThatServesTheContract) {
  sample::v1::CountRequest::descriptor();  // Links the contract.
  FileDescriptorSet set;
  std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                     std::ios::binary);
  ASSERT_TRUE(set.ParseFromIstream(&file));
  EXPECT_EQ(ContractHash(set), base::HashOfService("lossy.sample.v1.RoomService"));
}

}  // namespace
}  // namespace lossy::edge
