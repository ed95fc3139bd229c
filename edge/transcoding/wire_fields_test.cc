#include "edge/transcoding/wire_fields.h"

#include <limits>

#include "edge/transcoding/wire_reader.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(WireFields, WritesVarintsThatAreReadBack) {
  for (std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                              std::uint64_t{1} << 32, std::numeric_limits<std::uint64_t>::max()}) {
    std::string wire;
    AppendVarint(value, &wire);
    WireReader reader(wire);
    std::uint64_t read = 1;
    ASSERT_TRUE(reader.ReadVarint(&read));
    EXPECT_EQ(read, value);
    EXPECT_TRUE(reader.done());
  }
}

TEST(WireFields, WritesAStringField) {
  std::string wire;
  AppendStringField(16, "ab", &wire);
  EXPECT_EQ(wire, std::string("\x82\x01\x02"
                              "ab"));
}

TEST(WireFields, PutsALengthOfAnySizeInFront) {
  for (std::size_t size : {0, 1, 127, 128, 16383, 16384, 3000000}) {
    std::string wire = "x";
    const std::size_t begin = BeginLength(&wire);
    wire.append(size, 'a');
    EndLength(begin, &wire);
    WireReader reader(absl::string_view(wire).substr(1));
    absl::string_view content;
    ASSERT_TRUE(reader.ReadLength(&content));
    EXPECT_EQ(content, std::string(size, 'a'));
    EXPECT_TRUE(reader.done());
  }
}

TEST(WireFields, ZigZagsLikeProtobuf) {
  EXPECT_EQ(ZigZag(0), 0u);
  EXPECT_EQ(ZigZag(-1), 1u);
  EXPECT_EQ(ZigZag(std::numeric_limits<std::int64_t>::min()),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(WireReader, RefusesCutMessages) {
  std::uint64_t varint;
  std::uint32_t fixed;
  absl::string_view bytes;
  EXPECT_FALSE(WireReader("").ReadVarint(&varint));
  EXPECT_FALSE(WireReader("\x80").ReadVarint(&varint));
  EXPECT_FALSE(WireReader("abc").ReadFixed32(&fixed));
  EXPECT_FALSE(WireReader("abcdefg").ReadFixed64(&varint));
  EXPECT_FALSE(WireReader("\x03"
                          "ab")
                   .ReadLength(&bytes));
}

TEST(WireReader, RefusesAVarintOfMoreThanTenBytes) {
  std::uint64_t varint;
  EXPECT_FALSE(WireReader("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01").ReadVarint(&varint));
}

TEST(WireReader, RefusesGroupsAndFieldZero) {
  std::uint32_t number;
  WireType type;
  WireReader group("\x0b");
  ASSERT_TRUE(group.ReadTag(&number, &type));
  EXPECT_FALSE(group.Skip(type));
  EXPECT_FALSE(WireReader(absl::string_view("\0", 1)).ReadTag(&number, &type));
}

}  // namespace
}  // namespace lossy::edge
