#include "services/agent/storage/audio_position.h"

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

const AudioStream kStored{.id = "a", .received_bytes = 5, .ended = false};

AudioPosition At(const std::string& stream_id, std::int64_t offset) {
  return {.stream_id = stream_id, .offset = offset, .request_id = {}};
}

TEST(AudioPositionTest, APieceIsStoredOnce) {
  EXPECT_EQ(FreshPart(At("a", 5), kStored, "fgh")->data, "fgh");
  EXPECT_EQ(FreshPart(At("a", 2), kStored, "cde")->data, "");
  EXPECT_EQ(FreshPart(At("a", 0), kStored, "ab")->data, "");
  EXPECT_FALSE(FreshPart(At("a", 0), kStored, "ab")->starts_stream);
}

TEST(AudioPositionTest, TheRestOfAPartlyStoredPieceIsFresh) {
  EXPECT_EQ(FreshPart(At("a", 3), kStored, "defg")->data, "fg");
}

TEST(AudioPositionTest, AHoleIsRefusedWithItsBeginning) {
  const absl::Status hole = FreshPart(At("a", 6), kStored, "x").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(hole));
  EXPECT_EQ(base::ToError(hole).details().at("received_bytes"), "5");
  const absl::Status unknown = FreshPart(At("b", 1), kStored, "x").status();
  EXPECT_EQ(base::ToError(unknown).details().at("received_bytes"), "0");
}

TEST(AudioPositionTest, AnotherNameIsAnotherStream) {
  const FreshAudio fresh = *FreshPart(At("b", 0), kStored, "ab");
  EXPECT_EQ(fresh.data, "ab");
  EXPECT_TRUE(fresh.starts_stream);
}

TEST(AudioPositionTest, WithoutAPlaceEveryPieceIsFresh) {
  EXPECT_EQ(FreshPart({}, kStored, "ab")->data, "ab");
  EXPECT_FALSE(FreshPart({}, kStored, "ab")->starts_stream);
  EXPECT_TRUE(FreshPart({}, kStored, "\x1A\x45\xDF\xA3")->starts_stream);
  EXPECT_TRUE(FreshPart({}, {}, "ab")->starts_stream);
}

TEST(AudioPositionTest, APlaceIsAStreamAndAnOffsetOrNothing) {
  v1::AudioChunk chunk;
  EXPECT_FALSE(ToPosition(chunk)->offset.has_value());
  chunk.set_stream_id("a");
  chunk.set_offset(0);
  EXPECT_EQ(ToPosition(chunk)->stream_id, "a");
  EXPECT_EQ(ToPosition(chunk)->offset, 0);
}

TEST(AudioPositionTest, NamesTheFieldThatIsWrong) {
  const auto refusal = [](const std::string& stream_id, absl::optional<std::int64_t> offset,
                          const std::string& request_id = "") {
    v1::AudioChunk chunk;
    chunk.set_stream_id(stream_id);
    if (offset) chunk.set_offset(*offset);
    chunk.set_request_id(request_id);
    return base::ToError(ToPosition(chunk).status()).message();
  };
  EXPECT_EQ(refusal("a", {}), "offset is required with stream_id");
  EXPECT_EQ(refusal("", 0), "stream_id is required with offset");
  EXPECT_EQ(refusal("a", -1), "offset must not be negative");
  EXPECT_EQ(refusal(std::string(65, 'a'), 0), "stream_id must be at most 64 bytes");
  EXPECT_EQ(refusal("a", 0, std::string(65, 'a')), "request_id must be at most 64 bytes");
}

}  // namespace
}  // namespace lossy::agent
