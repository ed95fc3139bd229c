#include "edge/presence/presence_codec.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/transcoding/json_to_wire.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

class PresenceCodecTest : public testing::Test {
 protected:
  absl::StatusOr<google::protobuf::Struct> Read(const std::string& json) {
    return codec_.ReadMeta(PaddedJson(json).view());
  }

  std::string Problem(const std::string& json) {
    return std::string(Read(json).status().message());
  }

  const PresenceCodec codec_;
};

TEST_F(PresenceCodecTest, SendsTheClientsMetaAndItsRef) {
  notifications::v1::Presence presence;
  presence.set_ref("r1");
  presence.set_key("ann");
  *presence.mutable_meta() = *Read(R"({"status":"away"})");
  EXPECT_EQ(codec_.Decode(presence)->meta, R"({"status":"away","phx_ref":"r1"})");
  presence.set_replaces("r0");
  EXPECT_EQ(codec_.Decode(presence)->meta,
            R"({"status":"away","phx_ref":"r1","phx_ref_prev":"r0"})");
  presence.clear_meta();
  presence.clear_replaces();
  EXPECT_EQ(codec_.Decode(presence)->meta, R"({"phx_ref":"r1"})");
}

TEST_F(PresenceCodecTest, AClientCannotOverrideTheEdgesFields) {
  absl::StatusOr<google::protobuf::Struct> meta = Read(
      R"({"phx_ref":"x","phx_ref_prev":"y","device_id":"z","online_at":1,"a":[1,{"b":null}]})");
  ASSERT_TRUE(meta.ok());
  EXPECT_EQ(meta->fields_size(), 1);
  SetOrigin("d1", absl::FromUnixMillis(1'700'000'000'123), &*meta);
  EXPECT_EQ(meta->fields().at("device_id").string_value(), "d1");
  notifications::v1::Presence presence;
  presence.set_ref("r1");
  presence.set_key("ann");
  *presence.mutable_meta() = *meta;
  EXPECT_THAT(codec_.Decode(presence)->meta, HasSubstr(R"("online_at":1700000000123)"));
  EXPECT_THAT(codec_.Decode(presence)->meta, HasSubstr(R"("a":[1,{"b":null}])"));
}

TEST_F(PresenceCodecTest, RefusesNonObjectsAndTooDeepObjects) {
  EXPECT_THAT(Problem("[1]"), HasSubstr("payload"));
  EXPECT_THAT(Problem("{\"a\":"), HasSubstr("payload"));
  std::string deep = R"({"a":)";
  for (int i = 0; i < 30; ++i) deep += "[";
  for (int i = 0; i < 30; ++i) deep += "]";
  EXPECT_THAT(Problem(deep + "}"), HasSubstr("nested too deeply"));
}

TEST_F(PresenceCodecTest, OmitsKeysThatBreakOldClients) {
  notifications::v1::Presence presence;
  presence.set_ref("r1");
  for (const char* key : {"__proto__", "constructor", "prototype", "toString"}) {
    presence.set_key(key);
    EXPECT_EQ(codec_.Decode(presence), nullptr) << key;
  }
}

TEST(PresenceByKeyTest, GathersTheMetasOfAKey) {
  const auto make = [](const char* key, const char* meta) {
    return std::make_shared<const Presence>(
        Presence{.ref = "r", .key = key, .replaces = "", .meta = meta});
  };
  std::string json;
  AppendByKey({make("ann", R"({"n":1})"), make("b\"b", R"({"n":2})"), make("ann", R"({"n":3})")},
              &json);
  EXPECT_EQ(json, R"({"ann":{"metas":[{"n":1},{"n":3}]},"b\"b":{"metas":[{"n":2}]}})");
  json.clear();
  AppendByKey({}, &json);
  EXPECT_EQ(json, "{}");
}

}  // namespace
}  // namespace lossy::edge
