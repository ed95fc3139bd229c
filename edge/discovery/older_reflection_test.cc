#include "base/testing/loopback_server.h"
#include "edge/discovery/reflection.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::Property;

// A process of its own: from then on every server of the process has the plugin, which answers the
// older version of the protocol.
TEST(OlderReflection, ReadsAServerThatHasOnlyTheOlderVersion) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::reflection::v1::ServerReflection::Service nothing;
  base::LoopbackServer server(nothing);
  const auto set = ReadByReflection(server.Channel(), "grpc.reflection.v1.ServerReflection", {});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->file(),
              Contains(Property(&google::protobuf::FileDescriptorProto::name,
                                testing::HasSubstr("reflection/v1/reflection.proto"))));
}

}  // namespace
}  // namespace lossy::edge
