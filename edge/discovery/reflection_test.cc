#include "edge/discovery/reflection.h"

#include <string>
#include <vector>

#include "base/testing/loopback_server.h"
#include "edge/discovery/fake_reflection.h"
#include "edge/discovery/room_descriptors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> NamesOf(const FileDescriptorSet& set) {
  std::vector<std::string> names;
  for (const auto& file : set.file()) names.push_back(file.name());
  return names;
}

TEST(Reflection, ReadsTheFilesOfAService) {
  FakeReflection server(RoomDescriptors("room", {"say"}));
  const auto set = ReadByReflection(server.Channel(), "room.S", {});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->file_size(), 5);
  EXPECT_THAT(NamesOf(*set), Contains("room.proto"));
}

TEST(Reflection, AsksForEachImportThatTheServerLeftOut) {
  FakeReflection server(RoomDescriptors("room", {"say"}));
  server.set_alone(true);
  const auto set = ReadByReflection(server.Channel(), "room.S", {});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->file_size(), 5);
}

TEST(Reflection, ReturnsTheErrorOfTheServer) {
  FakeReflection server(RoomDescriptors("room", {}));
  EXPECT_TRUE(absl::IsNotFound(ReadByReflection(server.Channel(), "hall.S", {}).status()));
}

TEST(Reflection, NamesAnImportThatTheServerDoesNotHave) {
  FileDescriptorSet set = RoomDescriptors("room", {});
  set.mutable_file(set.file_size() - 1)->add_dependency("gone.proto");
  FakeReflection server(set);
  EXPECT_TRUE(absl::IsNotFound(ReadByReflection(server.Channel(), "room.S", {}).status()));
}

TEST(Reflection, BoundsTheAnswers) {
  FakeReflection server(RoomDescriptors("room", {}));
  EXPECT_TRUE(absl::IsResourceExhausted(
      ReadByReflection(server.Channel(), "room.S", {.files = 4}).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(
      ReadByReflection(server.Channel(), "room.S", {.bytes = 100}).status()));
}

TEST(Reflection, ReturnsUnavailableWithoutAServer) {
  std::shared_ptr<grpc::Channel> channel;
  {
    FakeReflection server(RoomDescriptors("room", {}));
    channel = server.Channel();
  }
  EXPECT_TRUE(absl::IsUnavailable(ReadByReflection(channel, "room.S", {}).status()));
}

TEST(Reflection, ReturnsUnimplementedWithoutReflection) {
  grpc::reflection::v1::ServerReflection::Service nothing;
  base::LoopbackServer server(nothing);
  EXPECT_TRUE(absl::IsUnimplemented(ReadByReflection(server.Channel(), "room.S", {}).status()));
}

}  // namespace
}  // namespace lossy::edge
