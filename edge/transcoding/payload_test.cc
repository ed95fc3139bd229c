#include "edge/transcoding/payload.h"

#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

template <typename T>
Payload Make(const T& message) {
  TableSet tables;
  Payload payload;
  EXPECT_TRUE(
      MakePayload(**tables.For(T::descriptor()), message.SerializeAsString(), &payload).ok());
  return payload;
}

TEST(Payload, IsBytesToo_WhenTheBinaryFieldIsSet) {
  sample::Clip clip;
  clip.set_name("n");
  clip.set_sound("\x01\xff");
  const Payload payload = Make(clip);
  EXPECT_EQ(payload.json, R"({"name":"n","sound":"Af8="})");
  ASSERT_TRUE(payload.bytes.has_value());
  EXPECT_EQ(*payload.bytes, "\x01\xff");
}

TEST(Payload, IsJsonAlone_WhenThereIsNothingBinary) {
  sample::Clip clip;
  clip.set_name("n");
  EXPECT_EQ(Make(clip).bytes, absl::nullopt);
  EXPECT_EQ(Make(sample::Scalars()).bytes, absl::nullopt);
}

TEST(Payload, CannotBeMadeOfMalformedBytes) {
  TableSet tables;
  Payload payload;
  EXPECT_EQ(MakePayload(**tables.For(sample::Clip::descriptor()), "\x12\x09x", &payload).code(),
            absl::StatusCode::kDataLoss);
}

template <typename T>
absl::Status FromBytes(absl::string_view bytes, T* message) {
  TableSet tables;
  std::string wire;
  const absl::Status status = BytesToWire(**tables.For(T::descriptor()), bytes, &wire);
  EXPECT_TRUE(message->ParseFromString(wire));
  return status;
}

TEST(BytesToWire, SetsTheBinaryField) {
  sample::Clip clip;
  ASSERT_TRUE(FromBytes(absl::string_view("\0\xff", 2), &clip).ok());
  EXPECT_EQ(clip.sound(), std::string("\0\xff", 2));
}

TEST(BytesToWire, TakesNoBytesForAMessageWithoutSuchAField) {
  sample::Scalars scalars;
  EXPECT_EQ(FromBytes("x", &scalars).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(FromBytes("", &scalars).ok());
}

}  // namespace
}  // namespace lossy::edge
